import { type Markup, markup } from './escape.js';

/** What stands before and after the main part of a page. */
interface Page {
  readonly open: string;
  readonly close: string;
}

/** One file for a browser, which loads nothing and runs nothing. `tool` is what made it. */
export const page = (title: string, style: Markup, tool: { readonly name: string; readonly version: string }): Page => ({
  open: markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="referrer" content="no-referrer" />
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
`.text,
  close: markup`</main>
<footer class="soft"><p>Made by <code>${tool.name} ${tool.version}</code>.</p></footer>
</body>
</html>
`.text,
});
