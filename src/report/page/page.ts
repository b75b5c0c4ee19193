import { createHash } from 'node:crypto';
import { html, type Markup, trusted } from '../html.ts';
import { pageScript, type ScriptName } from './page-script.ts';

/** A page that needs nothing but itself. */
export interface Page {
  readonly title: string;
  /** Written beside the title. */
  readonly subtitle: string;
  /** Where the links of the heading lead: addresses and texts. */
  readonly links: readonly (readonly [href: string, text: string])[];
  readonly body: Markup;
  readonly styles: readonly string[];
  /** Runs when the page is there. */
  readonly script: ScriptName;
}

/**
 * The page as one HTML file. It loads nothing, and its content security policy allows no script but
 * its own, so that nothing in the text of a filter can run.
 */
export function renderPage({ title, subtitle, links, body, styles, script: name }: Page): string {
  const script = pageScript(name);
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  const navigation = links.map(([href, text]) => html`<a href="${href}">${text}</a>`);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}: ${subtitle}</title>
<style>${trusted(styles.join(''))}
</style>
</head>
<body>
<header class="top"><div><h1>${title} <span>${subtitle}</span></h1><nav>${navigation}</nav><button id="theme" type="button" title="Light or dark" aria-label="Light or dark">◐</button></div></header>
<main>
${body}
</main>
<p id="status" class="unseen" role="status"></p>
<script>${trusted(script)}</script>
</body>
</html>
`.text;
}
