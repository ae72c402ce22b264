import { type Markup, markup } from './escape.js';

/** One file for a browser, which loads nothing and runs nothing. `tool` is what made it. */
export const page = (title: string, style: Markup, main: Markup, tool: { readonly name: string; readonly version: string }): string =>
  markup`<!DOCTYPE html>
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
${main}</main>
<footer class="soft"><p>Made by <code>${tool.name} ${tool.version}</code>.</p></footer>
</body>
</html>
`.text;
