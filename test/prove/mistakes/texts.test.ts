import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../cli/run-command.ts';
import { MISTAKES } from './mistakes.ts';

const CHANGES = MISTAKES.flatMap((mistake) =>
  mistake.eased === undefined ? [mistake] : [mistake, mistake.eased],
);

test.each(CHANGES)('$file has exactly once: $from', ({ file, from }) => {
  expect(readFileSync(path.join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
});
