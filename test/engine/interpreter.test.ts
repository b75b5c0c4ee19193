import { expect, test } from 'vitest';
import { interpreterEngine } from '../../src/engine/interpreter.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { batchOf } from '../../src/trace/batch.ts';

const IPV4 = parseFilter(`filter @ipv4 {
b0:
  v0 = load.2 [12]
  v1 = const 0x800
  v2 = eq v0, v1
  branch v2, b1, b2
b1:
  return 0xffff
b2:
  return 0x0
}
`);

const packets = [0x08, 0x86].map((type) => {
  const bytes = new Uint8Array(20);
  bytes[12] = type;
  return { bytes, wirelen: 60 };
});

test('a filter gives its verdict on one packet and on a batch', () => {
  const filter = interpreterEngine.load({ kind: 'ir', filter: IPV4 });
  const short = { bytes: new Uint8Array(13), wirelen: 60 };
  const verdicts = new Uint32Array(3);
  filter.runBatch(batchOf([...packets, short]), verdicts);
  expect([...verdicts]).toEqual([0xffff, 0, 0]);
  expect([...packets, short].map(filter.run)).toEqual([0xffff, 0, 0]);
});

test('a closed filter throws', () => {
  const filter = interpreterEngine.load({ kind: 'ir', filter: IPV4 });
  filter.close();
  expect(() => filter.runBatch(batchOf(packets), new Uint32Array(2))).toThrow('closed');
});

test('other forms of code are refused', () => {
  expect(() => interpreterEngine.load({ kind: 'cbpf', program: [] })).toThrow('takes ir code');
});
