import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { defineExperiment } from '../../src/experiment/input/config.ts';
import { checkExperiment, loadExperiment } from '../../src/experiment/input/load-experiment.ts';
import { prepareExperiment } from '../../src/experiment/matrix/prepare.ts';
import { PACKAGE_ROOT } from '../../src/project/package-root.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-experiment-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const MINIMAL = defineExperiment({
  name: 'minimal',
  filters: [{ group: 'some', expressions: ['ip', 'tcp'] }],
  traces: ['corpora/traces/odd.pcap'],
});

describe('the schema of an experiment', () => {
  test('a whole config passes unchanged', () => {
    const config = defineExperiment({
      ...MINIMAL,
      pipelines: { none: '', some: 'sparse-constant-propagation,dead-code' },
      plugins: [],
      engines: ['cbpf-vm'],
      peers: { libpcap: false },
      semantics: 'strict',
      repetitions: 1,
      baseline: 'none',
      compareEngines: [],
      timing: { filters: ['some'], traces: ['odd'], pipelines: ['none'], seconds: 0.01 },
    });
    expect(checkExperiment(config, 'a.ts')).toEqual(config);
  });

  test.each([
    [{ ...MINIMAL, name: 'Not Kebab' }, /at name$/m],
    [{ ...MINIMAL, filters: [] }, /at filters$/m],
    [{ ...MINIMAL, filters: [{ group: 'x' }] }, /at filters\[0\]/],
    [{ ...MINIMAL, trace: [] }, /trace/],
    [{ ...MINIMAL, traces: [17] }, /at traces\[0\]/],
    [{ ...MINIMAL, pipelines: {} }, /at pipelines|pipeline/],
    [{ ...MINIMAL, timing: { seconds: -1 } }, /timing/],
    [{ ...MINIMAL, semantics: 'loose' }, /at semantics$/m],
    [null, /expected object/],
  ])('%j is refused', (config, place) => {
    let message = '';
    try {
      checkExperiment(config, 'my-experiment.ts');
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIG', file: 'my-experiment.ts' });
      message = String(error);
    }
    expect(message).toContain('my-experiment.ts: not an experiment');
    expect(message).toMatch(place);
  });
});

describe('loading an experiment', () => {
  test('from TypeScript; files are relative to it', async () => {
    const file = write('one.ts', `export default ${JSON.stringify(MINIMAL)} satisfies object;\n`);
    expect(await loadExperiment(file)).toEqual({ config: MINIMAL, directory: folder });
  });

  test('from JSON', async () => {
    const file = write('one.json', JSON.stringify(MINIMAL));
    expect(await loadExperiment(file)).toEqual({ config: MINIMAL, directory: folder });
  });

  test.each([
    ['broken.json', '{', /not JSON/],
    ['wrong.json', '{"name":"x"}', /wrong\.json: not an experiment:[\s\S]*at filters/],
    ['none.ts', 'export const x = 1;', /no default export/],
  ])('%s is refused with its name', async (name, text, message) => {
    await expect(loadExperiment(write(name, text))).rejects.toThrow(message);
  });

  test('a file that is not there is named', async () => {
    const missing = path.join(folder, 'missing.json');
    await expect(loadExperiment(missing)).rejects.toMatchObject({ code: 'FILE', file: missing });
  });
});

describe('preparing an experiment', () => {
  const prepare = (config: object): Promise<unknown> =>
    prepareExperiment({ config: { ...MINIMAL, ...config }, directory: PACKAGE_ROOT });

  test.each([
    [{ pipelines: ['nosuchpass'] }, 'CONFIG', /pipeline 'nosuchpass'/],
    [{ pipelines: ['O0', 'O0'] }, 'CONFIG', /two pipelines are named 'O0'/],
    [{ pipelines: { 'libpcap -O': '' } }, 'CONFIG', /two pipelines/],
    [{ engines: ['warp'] }, 'ENGINE', /no engine is named warp/],
    [{ traces: ['nowhere/*.pcap'] }, 'CONFIG', /nowhere/],
    [{ traces: ['package.json'] }, 'CAPTURE_FORMAT', /^package\.json: /],
    [{ filters: ['nowhere.txt'] }, 'CONFIG', /nowhere/],
    [
      { filters: [{ group: 'g', expressions: ['tcp and'] }] },
      'FILTER_LIST',
      /filters of group 'g':1:/,
    ],
    [{ timing: { traces: ['odder'] } }, 'CONFIG', /timing\.traces names 'odder'/],
    [{ timing: { filters: ['some-3'] } }, 'CONFIG', /timing\.filters names 'some-3'/],
    [{ compareEngines: ['warp'] }, 'CONFIG', /compareEngines names 'warp'/],
  ])('%j is refused', async (config, code, message) => {
    const failure = prepare(config);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  test('groups that occur again are numbered on', async () => {
    const prepared = await prepareExperiment({
      config: { ...MINIMAL, filters: [...MINIMAL.filters, ...MINIMAL.filters] },
      directory: PACKAGE_ROOT,
    });
    expect(prepared.filters.map(({ id }) => id)).toEqual(['some-1', 'some-2', 'some-3', 'some-4']);
  });
});
