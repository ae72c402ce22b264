import { Command, CommanderError, Option } from 'commander';
import { rustEditions } from '../emit/emitter.js';
import { toolVersion } from '../version.js';
import type { ChangelogCommand } from './changelog.js';
import type { CheckCommand } from './check.js';
import type { DiffCommand } from './diff.js';
import type { GenOptions } from './gen.js';
import type { InferCommand } from './infer.js';
import type { InitOptions } from './init.js';
import type { LintOptions } from './lint.js';
import { addMeasure } from './measure/command.js';
import { abiOption, examples, exits, formatOption, gathered, listed, outputOption, refs, reportOption, versionOption } from './options.js';
import type { ParityOptions } from './parity.js';
import type { ReleaseOptions } from './release.js';
import type { StampOptions } from './stamp.js';
import type { Terminal } from './terminal.js';
import type { VerifyOptions } from './verify.js';

/**
 * Runs one command line and returns its exit code. Commands are loaded when they are run, so that `--help` and `--version`
 * load neither the compiler nor what it depends on.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = createProgram(terminal, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2;
    return (await import('./crash.js')).crash(cause, terminal, process.env.MOLT_ABI_DEBUG === '1');
  }
}

function createProgram(terminal: Terminal, finish: (exit: number) => void): Command {
  const program = new Command('molt-abi')
    .description('Compiles versioned ABI schemas to host packages, guest declarations and manifests.')
    .version(toolVersion(), '-V, --version', 'print the version of the tool')
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHasColors: () => terminal.colorOut,
      getErrHasColors: () => terminal.colorErr,
    })
    .showHelpAfterError('(add --help for usage)')
    .helpCommand(false);
  program.addHelpText(
    'after',
    examples(
      'molt-abi gen',
      'molt-abi init my-project',
      'molt-abi gen --emit ts-host --target wasi --out host',
      'molt-abi lint --abi-version all',
      'molt-abi check --against v1.3',
      'molt-abi verify app.wasm --target wasi',
      'molt-abi explain history/digest-mismatch',
    ),
  );
  program.addHelpText('after', exits);

  program
    .command('gen')
    .description('compile one version of an ABI and write the output; without configuration the Molt ABI that comes with the tool')
    .addOption(abiOption())
    .option(
      '--abi-version <version>',
      'version to compile: exact, 1.2 for the newest 1.2.x, or next for the candidate (default: the newest release)',
    )
    .option('--target <names>', 'targets to emit, separated by commas: those that the ABI declares (browser, wasi, edge), or all', listed)
    .option(
      '--emit <list>',
      'outputs to make, separated by commas: ts-host, wat, c, rust, assemblyscript, python, wit, docs, allowlist, manifest, or all; --out then holds these alone',
      listed,
    )
    .option(
      '--out <dir>',
      'folder to write (default: molt-abi-out): it is made to hold what this run emits, and what earlier runs wrote beside that is removed',
    )
    .addOption(new Option('--check', 'write nothing; exit 1 and name the files if the folder is not up to date').conflicts('dryRun'))
    .option('--dry-run', 'write nothing; print what would be written')
    .option('--strict-host', 'make every host method required, also those added after the first minor')
    .option('--deterministic', 'let host packages run guests in deterministic mode unless told otherwise')
    .addOption(new Option('--rust-edition <edition>', 'edition of the emitted Rust (default: 2021)').choices(rustEditions))
    .option('--only-imports <wasm>', 'emit only what this module imports, with the limits of its memory and table')
    .addOption(
      new Option('--watch', 'run again whenever the schema, the configuration or the module changes').conflicts(['check', 'dryRun']),
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'molt-abi gen',
        'molt-abi gen --abi-version next --out next',
        'molt-abi gen --emit wat,c --target wasi --out guest',
        'molt-abi gen --dry-run --format json',
        'molt-abi gen && molt-abi gen --check',
      ),
    )
    .action(async (options: GenOptions & { readonly watch?: boolean }) =>
      finish(
        await (options.watch
          ? (await import('./making.js')).watch(options, terminal)
          : (await import('./making.js')).gen(options, terminal)),
      ),
    );

  program
    .command('init')
    .description('begin an ABI: writes a small schema that works, a configuration and a workflow for CI')
    .argument('[folder]', 'folder of your project', '.')
    .option('--name <name>', 'name of the ABI (default: that of the folder)')
    .addOption(formatOption())
    .addHelpText('after', examples('molt-abi init my-project', 'molt-abi init hosts --name greet && cd hosts && molt-abi gen'))
    .action(async (folder: string, options: InitOptions) => finish((await import('./making.js')).init(folder, options, terminal)));

  program
    .command('infer')
    .description(
      'draft the ABI of modules that exist: every import with its type, what is known of it, what is guessed, and what is left to do',
    )
    .argument('<wasm...>', 'modules that were built for one host')
    .option('--host <file>', 'JavaScript or TypeScript of that host; it is read, not run')
    .option('--out <dir>', 'folder to make', 'abi')
    .option('--name <name>', 'name of the ABI (default: that of the first module)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'molt-abi infer app.wasm',
        'molt-abi infer app.wasm plugin.wasm --host host.js --out abi --name app',
        'molt-abi infer app.wasm --format json',
      ),
    )
    .action(async (paths: string[], options: InferCommand) => finish((await import('./making.js')).infer(paths, options, terminal)));

  program
    .command('lint')
    .description('compile an ABI in memory and print everything that is wrong with it')
    .addOption(abiOption())
    .option('--abi-version <version>', 'version to look at: exact, 1.2, next, or all (default: the newest release)')
    .addOption(formatOption())
    .addHelpText('after', examples('molt-abi lint', 'molt-abi lint --abi-version next', 'molt-abi lint --abi-version all --format json'))
    .action(async (options: LintOptions) => finish(await (await import('./making.js')).lint(options, terminal)));

  program
    .command('check')
    .description('judge whether the candidate of an ABI keeps the promises of its releases; exit 0 only if it does')
    .addOption(abiOption())
    .option('--against <ref>', 'version to hold it against (default: the newest release below it); see below')
    .option('--candidate <ref>', 'version to judge (default: the highest folder that is not released)')
    .option('--all-live', 'hold it against every release that hosts must still serve, and tell which guests run on which hosts')
    .option('--witness', 'build and run guests that show what breaks')
    .option(
      '--guests <glob>',
      'modules that the change must not break: a file, a folder, or a quoted pattern with **, *, ? and {a,b}; may be given again',
      gathered,
    )
    .option('--census <file>', 'file for what each module of --guests uses: JSON lines, one a module')
    .option('--as-of <date>', 'date of the check, such as 2026-04-12 (default: the date for which the candidate is planned)')
    .option('--policy <file>', 'policy in place of the policy.json beside the ledger')
    .addOption(reportOption())
    .addOption(outputOption())
    .addHelpText('after', refs)
    .addHelpText(
      'after',
      examples(
        'molt-abi check',
        'molt-abi check --against v1.3 --all-live',
        "molt-abi check --guests 'dist/**/*.wasm' --census census.jsonl",
        'molt-abi check --as-of 2026-12-15 --witness --format markdown --output report.md',
      ),
    )
    .action(async (options: CheckCommand) => finish(await (await import('./judging.js')).check(options, terminal)));

  program
    .command('diff')
    .description('compare two versions of an ABI and print what differs and whom it breaks, without a verdict')
    .argument('<from>', 'the old version; see below')
    .argument('<to>', 'the new version')
    .addOption(abiOption())
    .option('--witness', 'build and run guests that show what breaks')
    .addOption(reportOption())
    .addOption(outputOption())
    .addHelpText('after', refs)
    .addHelpText('after', examples('molt-abi diff v1.0 latest', 'molt-abi diff 1.3.0 next --format json'))
    .action(async (from: string, to: string, options: DiffCommand) =>
      finish(await (await import('./judging.js')).diff(from, to, options, terminal)),
    );

  program
    .command('changelog')
    .description('write the release note of an ABI from what differs: breaking, deprecated with the earliest removal, added, other')
    .argument('<from>', 'the old version; see below')
    .argument('<to>', 'the new version')
    .addOption(abiOption())
    .addOption(new Option('--format <format>', 'form of the note').choices(['text', 'markdown', 'json']).default('text'))
    .addOption(outputOption())
    .addHelpText('after', refs)
    .addHelpText('after', examples('molt-abi changelog v1.3 v1.4', 'molt-abi changelog latest next --format markdown --output note.md'))
    .action(async (from: string, to: string, options: ChangelogCommand) =>
      finish(await (await import('./judging.js')).changelog(from, to, options, terminal)),
    );

  program
    .command('release')
    .description('check the candidate against the newest release and, if it passes, append it to the ledger: from then on it is frozen')
    .option('--abi <dir>', 'folder of the ABI (default: that of the configuration)')
    .option('--date <date>', 'date of the release, such as 2026-04-12 (default: the date for which the candidate is planned)')
    .option('--policy <file>', 'policy in place of the policy.json beside the ledger')
    .option('--dry-run', 'write nothing; say whether it could be released')
    .addOption(formatOption())
    .addHelpText('after', examples('molt-abi release --abi abi --dry-run', 'molt-abi release --abi abi --date 2026-12-15'))
    .action(async (options: ReleaseOptions) => finish(await (await import('./judging.js')).release(options, terminal)));

  program
    .command('verify')
    .description('hold modules against an ABI: what they import and export, what they need of their host; exit 1 if one does not fit')
    .argument('<module...>', 'core WebAssembly modules')
    .addOption(abiOption())
    .addOption(versionOption())
    .option('--target <name>', 'target on which it must run (default: any that has all that it imports)')
    .option('--grant <names>', 'capabilities that it may have, separated by commas, also `db.*`; or `none` for none', listed)
    .option(
      '--deterministic',
      'refuse what can differ from run to run and is not granted; what needs no capability is granted by its name, such as `db.host-poll`',
    )
    .addOption(
      new Option('--format <format>', 'form of the report; json is one object a line, one line a module')
        .choices(['text', 'json', 'sarif', 'github', 'markdown'])
        .default('text'),
    )
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'molt-abi verify app.wasm --target wasi',
        "molt-abi verify dist/*.wasm --grant db.read --grant 'time.*' --format github",
        'molt-abi verify app.wasm --abi-version next --format json',
      ),
    )
    .action(async (paths: string[], options: VerifyOptions) =>
      finish(await (await import('./inspecting.js')).verify(paths, options, terminal)),
    );

  program
    .command('stamp')
    .description('write into a copy of a module what it needs of its host: ABI, oldest release that runs it, target, capabilities')
    .argument('<module>', 'core WebAssembly module that passes `molt-abi verify`')
    .requiredOption('-o, --output <file>', 'file to write; no byte differs but those of the section molt.abi at its end')
    .addOption(abiOption())
    .addOption(versionOption())
    .option('--target <name>', 'target for which it is (default: any)')
    .addHelpText(
      'after',
      examples('molt-abi stamp app.wasm -o dist/app.wasm', 'molt-abi stamp app.wasm --target wasi --output dist/app.wasm'),
    )
    .action(async (path: string, options: StampOptions) => finish(await (await import('./inspecting.js')).stamp(path, options, terminal)));

  program
    .command('parity')
    .description(
      'run the parity kit on a host: the same bytes, the same errors and the same calls as on every other; exit 1 if one differs',
    )
    .requiredOption(
      '--host <file>',
      'module that exports `createHost`, or `run` for a host that is not JavaScript on the generated package',
    )
    .requiredOption('--target <names>', 'targets to test, separated by commas: browser, edge, wasi, or all', listed)
    .option('--only <name>', 'run one area, or the vector of that id')
    .option('--timeout <seconds>', 'for each vector, for loading the host, and for its end after the last vector', '30')
    .addOption(new Option('--format <format>', 'form of the report').choices(['text', 'json', 'markdown']).default('text'))
    .addOption(outputOption())
    .addHelpText(
      'after',
      examples(
        'molt-abi parity --host host.mjs --target wasi',
        'molt-abi parity --host host.mjs --target browser,edge --only strings',
        'molt-abi parity --host host.mjs --target all --format markdown --output parity.md',
      ),
    )
    .action(async (options: ParityOptions) => finish(await (await import('./making.js')).parity(options, terminal)));

  addMeasure(program, terminal, finish);

  program
    .command('explain')
    .description('say what a diagnostic or a compatibility rule means and what to do about it; without a name, list all')
    .argument('[name]', 'code of the diagnostic or id of the rule, as it is printed')
    .addHelpText('after', examples('molt-abi explain resolve/unknown-type', 'molt-abi explain import-removed', 'molt-abi explain'))
    .action(async (name: string | undefined) => finish(await (await import('./judging.js')).explain(name, terminal)));

  return program;
}
