import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { BUNDLED_EXPERIMENT } from '../../src/experiment/bundled.ts';
import { runExperiment } from '../../src/experiment/run-experiment.ts';

test('scratch', async () => {
  setTimeout(() => 0, 0);
  const t = performance.now();
  let last = t;
  const slow: [number, string][] = [];
  let label = '';
  const r = await runExperiment(BUNDLED_EXPERIMENT, {
    onProgress: (p) => {
      const n = performance.now();
      slow.push([n - last, label]);
      last = n;
      label = p.label.slice(0, 60);
    },
  });
  console.log((globalThis as any).P);
  console.log(performance.now() - t, r.filters.length, r.findings?.length);
  console.log(slow.sort((a, b) => b[0] - a[0]).slice(0, 25));
  for (const f of (r.findings ?? []).filter((x) => !x.peer).slice(0, 20))
    console.log(JSON.stringify(f));
  console.log(
    new Set(
      r.filters.flatMap((f) =>
        f.variants.flatMap((v) =>
          'error' in v ? [f.id + v.pipeline + v.error.code + v.error.message] : [],
        ),
      ),
    ),
  );
  writeFileSync('/tmp/results.json', JSON.stringify(r));
  for (const t of r.engines.map((e) => e.name))
    console.log(t, r.engines.find((e) => e.name === t)?.unavailable);
  for (const f of r.filters.slice(0, 12))
    for (const v of f.variants)
      if (!('error' in v))
        console.log(
          f.id,
          v.pipeline,
          v.size.cbpfInstructions,
          v.executed[0]?.instructions,
          v.compile.total,
          v.timing.map((x) => `${x.engine} ${x.median.toFixed(2)}`).join(', '),
        );
}, 600000);
