import { expect, test } from 'vitest';
import { type StagedCompilation, StageRecorder } from '../../src/artifact/stages.ts';
import { type CompileOptions, compile } from '../../src/compiler/compile.ts';
import { renderCfgHtml } from '../../src/report/cfg-page.ts';
import type { FilterSource } from '../../src/source/filter-source.ts';
import { outsideAddresses, scriptOf, tagErrors } from './page-text.ts';

/** The second load is the first, and the sum is of no use. */
const REDUNDANT = `filter @redundant {
b0:
  v0 = load.2 [12]
  v1 = load.2 [12]
  v2 = add v0, v0
  branch v1, b1, b2
b1:
  return 0x1
b2:
  return 0x0
}
`;

function staged(source: FilterSource, passes: string): StagedCompilation {
  const recorder = new StageRecorder({ graphs: 'all', maxBlocks: 2_000 });
  return recorder.finish(
    compile(source, recorder.watch<CompileOptions>({ passes, target: 'x64' })).filter,
  );
}

test('the page of a filter has a column for the input and for each pass that changed it', async () => {
  const page = await renderCfgHtml({
    title: 'tcp port 80 & <b>',
    staged: staged({ kind: 'ir', text: REDUNDANT }, 'gvn,dead-code,gvn,dead-code'),
    deadline: 20_000,
  });
  expect(tagErrors(page)).toEqual([]);
  expect(outsideAddresses(page)).toEqual([]);
  expect(() => new Function(scriptOf(page))).not.toThrow();
  expect(page).toContain('<h1>tcp port 80 &amp; &lt;b&gt; ');
  const columns = [...page.matchAll(/<section><figure class="picture"><figcaption>([^<]*) </g)];
  expect(columns.map(([, title]) => title)).toEqual(['input', '1 gvn', '2 dead-code']);
  expect(page.match(/<svg class="cfg"/g)).toHaveLength(columns.length);
  expect(page).toContain('2 passes changed nothing');
});

test('every graph is drawn, even with no time for its layout', async () => {
  const hosts = Array.from({ length: 150 }, (_, index) => `host 10.0.0.${index}`);
  const page = await renderCfgHtml({
    title: 'list',
    staged: staged({ kind: 'pcap-filter', text: hosts.join(' or ') }, ''),
    deadline: 1,
  });
  expect(page).not.toContain('No drawing');
  expect(page).toContain('<svg class="cfg"');
});
