/** The process in which `molt-abi parity` runs a host, so that nothing that the host does keeps the command from ending. */
import { pathToFileURL } from 'node:url';
import { answered, messageOf } from './parity/answering.js';
import type { Answer, Question } from './parity/asking.js';
import { TestedFile } from './parity/host.js';

/** What this process itself has under way. */
const ours = process.getActiveResourcesInfo();

const say = (answer: Answer, then: () => void = () => undefined): void => void process.send?.(answer, undefined, undefined, then);

/** What a host answers may be what no process can send to another. */
function tell(answer: Answer): void {
  try {
    say(answer);
  } catch (cause) {
    say({ error: messageOf(cause) });
  }
}

/** Says what is still under way if the process has not ended by itself by then. The timer keeps nothing alive. */
function endWithin(milliseconds: number): void {
  const late = (): void => {
    const open = process.getActiveResourcesInfo();
    for (const name of ours) if (open.includes(name)) open.splice(open.indexOf(name), 1);
    say({ open }, () => process.exit());
  };
  setTimeout(late, milliseconds).unref();
}

const host = new TestedFile((file) => import(pathToFileURL(file).href));

async function answerTo(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'load':
      return host.load(question.with);
    case 'use':
      return host.use(question.with);
    case 'run':
      return host.run(question.with);
    case 'close':
      return host.close();
  }
}

/** The command keeps this process while it is to ask, and not while the host has the turn: so `answered` can tell that nothing is under way. */
async function serve(): Promise<void> {
  for (let open = true; open; ) {
    process.channel?.ref();
    const question = await new Promise<Question>((asked) => process.once('message', asked));
    process.channel?.unref();
    const answer = answered(answerTo(question)).then(
      (value): Answer => ({ value }),
      (cause: unknown): Answer => ({ error: messageOf(cause), unlinked: cause instanceof Error && cause.name === 'AbiLinkError' }),
    );
    tell(await answer);
    open = question.ask !== 'close';
    if (question.ask === 'close') endWithin(question.with);
  }
}

// Without the command there is nobody to answer.
process.once('disconnect', () => process.exit());
void serve();
