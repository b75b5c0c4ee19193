import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cbpfVmEngine, executeCounting } from '../../src/engine/cbpf-vm/cbpf-vm.ts';
import { CbpfVm } from '../../src/engine/cbpf-vm/machine.ts';
import { EngineError } from '../../src/engine/engine.ts';
import { libpcapEngine } from '../../src/engine/libpcap/bpf-filter.ts';
import { assemble } from '../../src/isa/cbpf/assemble.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { cbpfOpcode } from '../../src/isa/cbpf/opcodes.ts';
import { batchOf } from '../../src/trace/batch.ts';
import type { Packet } from '../../src/trace/packet.ts';
import { programs } from '../isa/cbpf/random-program.ts';
import { freebsdVectors, VECTORS_MISSING } from './freebsd-vectors.ts';
import { testWhere } from './test-where.ts';

const packet: Packet = { bytes: Uint8Array.of(0x81, 0x23, 0x45, 0x67, 0x89), wirelen: 60 };

function run(text: string, on: Packet = packet): number {
  return new CbpfVm(assemble(text)).run(on);
}

test.each([
  ['ld [1]  ret a', 0x2345_6789],
  ['ld [0]  ret a', 0x8123_4567],
  ['ldh [3]  ret a', 0x6789],
  ['ldb [4]  ret a', 0x89],
  ['ldx #1  ld [x + 0]  ret a', 0x2345_6789],
  ['ldx #1  ldh [x + 2]  ret a', 0x6789],
  ['ldx #1  ldb [x + 3]  ret a', 0x89],
  ['ldx 4*([1]&0xf)  txa  ret a', 12],
  ['ld #0xfffffffe  ret a', 0xffff_fffe],
  ['ldx #0xfffffffe  txa  ret a', 0xffff_fffe],
  ['ld #len  ret a', 60],
  ['ldx #len  txa  ret a', 60],
  ['ld #7  st M[15]  ld #0  ld M[15]  ret a', 7],
  ['ldx #7  stx M[0]  ldx #0  ldx M[0]  txa  ret a', 7],
  ['ld M[3]  ret a', 0],
  ['ld #9  tax  ld #0  txa  ret a', 9],
  ['ld #5  neg  ret a', 0xffff_fffb],
  ['ret #0xffffffff', 0xffff_ffff],
])('%s is %d', (text, verdict) => {
  expect(run(text)).toBe(verdict);
});

test.each([
  'ld [2]',
  'ldh [4]',
  'ldb [5]',
  'ld [0x7fffffff]',
  'ldb [0xffffffff]',
  'ldx 4*([5]&0xf)',
  'ldx #2  ld [x + 0]',
  'ldx #1  ldh [x + 3]',
  'ldx #0  ldb [x + 5]',
  'ldx #0xffffffff  ldb [x + 1]',
  'ldx #0xfffffffe  ldh [x + 3]',
  'ldx #0x80000000  ld [x + 0x80000000]',
  'ldx #1  ldb [x + 0xffffffff]',
  'ld #1  ldx #0  div x',
  'ld #1  ldx #0  mod x',
])('%s rejects', (text) => {
  expect(run(`${text}  ret #1`)).toBe(0);
});

/** [mnemonic, A, operand, result]; the operand comes as constant and in X. */
test.each([
  ['add', 0xffff_ffff, 2, 1],
  ['sub', 1, 2, 0xffff_ffff],
  ['mul', 0xffff_ffff, 0xffff_ffff, 1],
  ['mul', 0x12345, 0x10001, 0x23462345],
  ['div', 0xffff_ffff, 2, 0x7fff_ffff],
  ['div', 7, 0xffff_fffe, 0],
  ['div', 0xffff_ffff, 1, 0xffff_ffff],
  ['mod', 0xffff_ffff, 10, 5],
  ['mod', 7, 0xffff_fffe, 7],
  ['and', 0xf0f0_f0f0, 0xff00_ff00, 0xf000_f000],
  ['or', 0x8000_0000, 1, 0x8000_0001],
  ['xor', 0xffff_ffff, 1, 0xffff_fffe],
  ['lsh', 1, 31, 0x8000_0000],
  ['lsh', 1, 32, 0],
  ['lsh', 1, 0xffff_ffff, 0],
  ['rsh', 0x8000_0000, 31, 1],
  ['rsh', 0x8000_0000, 0, 0x8000_0000],
  ['rsh', 0xffff_ffff, 32, 0],
  ['rsh', 0xffff_ffff, 33, 0],
])('%s of %d and %d is %d', (mnemonic, a, operand, result) => {
  expect(run(`ld #${a}  ${mnemonic} #${operand}  ret a`)).toBe(result);
  expect(run(`ld #${a}  ldx #${operand}  ${mnemonic} x  ret a`)).toBe(result);
});

test('a constant division by zero rejects', () => {
  expect(run('ld #1  div #0  ret #1')).toBe(0);
  expect(run('ld #1  mod #0  ret #1')).toBe(0);
});

test.each([
  ['jeq', 5, 5, true],
  ['jeq', 5, 0x8000_0005, false],
  ['jgt', 0x8000_0000, 1, true],
  ['jgt', 5, 5, false],
  ['jge', 5, 5, true],
  ['jge', 1, 0xffff_ffff, false],
  ['jset', 0x8000_0000, 0xc000_0000, true],
  ['jset', 0xf0, 0x0f, false],
])('%s of %d and %d is %s', (mnemonic, a, operand, taken) => {
  const end = 'T, F  ret #9  T: ret #1  F: ret #2';
  expect(run(`ld #${a}  ${mnemonic} #${operand}, ${end}`)).toBe(taken ? 1 : 2);
  expect(run(`ld #${a}  ldx #${operand}  ${mnemonic} x, ${end}`)).toBe(taken ? 1 : 2);
});

test('ja skips, beyond 4,096 instructions too', () => {
  expect(run(`ja L  ${'ret #1 '.repeat(5_000)} L: ret #2`)).toBe(2);
});

test('scratch memory starts as zero for each packet', () => {
  const vm = new CbpfVm(assemble('ld M[0]  jeq #0, S, D  S: ld #1  st M[0]  ret #1  D: ret #2'));
  expect([vm.run(packet), vm.run(packet)]).toEqual([1, 1]);
});

test('an empty program accepts all', () => {
  expect(new CbpfVm([]).run(packet)).toBe(0xffff_ffff);
});

describe('ancillary words', () => {
  test('come with the packet, and are 0 where they do not', () => {
    const ancillary = { 'aux.vlan_tag': 0xffff_fff0, 'aux.ifindex': 3 } as const;
    const words = { ...packet, ancillary };
    expect(run('ld #vlan_tci  ret a', words)).toBe(0xffff_fff0);
    expect(run('ldb #ifidx  ret a', words)).toBe(3);
    expect(run('ld #1  ld #mark  ret a', words)).toBe(0);
    expect(run('ld #1  ld #rand  ret a', words)).toBe(0);
    expect(run('ld #1  ld #ifidx  ret a')).toBe(0);
  });

  test('xor_x needs none', () => {
    expect(run('ld #6  ldx #3  ld [0xfffff028]  ret a')).toBe(5);
  });

  test('past the last is past the packet', () => {
    expect(run('ld [0xfffff040]  ret #1')).toBe(0);
  });
});

test('counts all that is reached', () => {
  const program = assemble(`
        ldh [12]
        jeq #0x800, ip, drop
    ip: ldx 4*([14]&0xf)
        ja on
    on: ldh [x + 16]
        ld #ifidx
        ret #1
  drop: ret #0`);
  const bytes = new Uint8Array(40);
  bytes.set([8, 0, 0x45], 12);
  const counts = { branches: 1, loads: 3 };
  expect(executeCounting(program, { bytes, wirelen: 40 })).toEqual({
    verdict: 1,
    executed: 7,
    ...counts,
  });
  const short = { bytes: bytes.subarray(0, 30), wirelen: 40 };
  expect(executeCounting(program, short)).toEqual({ verdict: 0, executed: 5, ...counts });
  const empty = { bytes: new Uint8Array(40), wirelen: 40 };
  expect(executeCounting(program, empty)).toEqual({
    verdict: 0,
    executed: 3,
    branches: 1,
    loads: 1,
  });

  const verdicts = new Uint32Array(3);
  const batch = batchOf([{ bytes, wirelen: 40 }, short, empty]);
  expect(new CbpfVm(program).runBatchCounting(batch, verdicts)).toEqual({
    executed: 15,
    branches: 3,
    loads: 7,
  });
  expect([...verdicts]).toEqual([1, 0, 0]);
});

test.each([
  ['an opcode', [{ code: 0x55, jt: 0, jf: 0, k: 0 }], 'instruction 0: no opcode 0x55'],
  ['a jump', [{ code: 0x05, jt: 0, jf: 0, k: 1 }], 'instruction 0: jump to 2'],
  ['a scratch index', [{ code: 0x60, jt: 0, jf: 0, k: 16 }], 'instruction 0: M[16]'],
  ['a missing return', [{ code: 0x07, jt: 0, jf: 0, k: 0 }], 'is not a return'],
])('%s without meaning is refused', (_, program, message) => {
  const load = (): unknown => cbpfVmEngine.load({ kind: 'cbpf', program });
  expect(load).toThrow(EngineError);
  expect(load).toThrow(message);
});

test('the engine runs anywhere, a packet or a batch, until it is closed', () => {
  expect(cbpfVmEngine).toMatchObject({ name: 'cbpf-vm', accepts: 'cbpf' });
  expect(cbpfVmEngine.unavailable()).toBeNull();
  const loaded = cbpfVmEngine.load({ kind: 'cbpf', program: assemble('ld #len  ret a') });
  expect(loaded.run(packet)).toBe(60);
  const verdicts = new Uint32Array(2);
  loaded.runBatch(batchOf([packet, { ...packet, wirelen: 0xffff_ffff }]), verdicts);
  expect([...verdicts]).toEqual([60, 0xffff_ffff]);
  loaded.close();
  expect(() => loaded.run(packet)).toThrow(EngineError);
});

testWhere(VECTORS_MISSING)("the valid programs of FreeBSD's tests give their result", () => {
  const valid = freebsdVectors().filter(({ invalid }) => !invalid);
  expect(valid).toHaveLength(76);
  for (const { name, program, packet: on, expect: verdict } of valid) {
    expect(new CbpfVm(program).run(on), name).toBe(verdict);
  }
});

/** Packets of 0 to 40 bytes, some of them longer on the wire. */
const packets: fc.Arbitrary<Packet> = fc
  .tuple(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 100 }))
  .map(([bytes, more]) => ({ bytes, wirelen: bytes.length + more }));

/** Whether libpcap's interpreter means the same by it: it leaves some things undefined. */
function meansTheSame(program: CbpfProgram): boolean {
  return program.every(({ code, k }) => {
    const op = cbpfOpcode(code);
    const scratch = op?.reads.includes('M');
    const constant = op?.class === 'alu' && op.operand === 'immediate';
    const division = constant && ['div', 'mod'].includes(op.mnemonic) && k === 0;
    const shift = constant && ['lsh', 'rsh'].includes(op.mnemonic) && k > 31;
    const ancillary = op?.operand === 'absolute' && k >= 0xffff_f000;
    return !(scratch || division || shift || ancillary);
  });
}

testWhere(libpcapEngine.unavailable())('random programs run as in libpcap', () => {
  const property = fc.property(
    programs.filter(meansTheSame),
    fc.array(packets, { minLength: 1, maxLength: 8 }),
    (program, each) => {
      const theirs = libpcapEngine.load({ kind: 'cbpf', program });
      const vm = new CbpfVm(program);
      try {
        for (const one of each) {
          expect(vm.run(one)).toBe(theirs.run(one));
        }
      } finally {
        theirs.close();
      }
    },
  );
  fc.assert(property, { numRuns: 1_000 });
});
