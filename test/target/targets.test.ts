import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { isPipelineName } from '../../src/compiler/named-pipelines.ts';
import { ANY_MACHINE } from '../../src/ir/machine-costs.ts';
import { MAX_PROGRAM_LENGTH } from '../../src/isa/cbpf/opcodes.ts';
import { CBPF } from '../../src/target/cbpf/cbpf.ts';
import { codeFor, NAMED_TARGETS, TARGETS, targetNamed } from '../../src/target/targets.ts';

const { filter } = compile('tcp port 80 or udp port 53');

describe.each(TARGETS)('$name', (target) => {
  test('can do what is said of all machines', () => {
    expect(target.costs.instructionLimit).toBeGreaterThanOrEqual(ANY_MACHINE.instructionLimit);
    expect(target.costs.registers).toBeGreaterThanOrEqual(ANY_MACHINE.registers);
    expect(ANY_MACHINE.readsCaplen && !target.costs.readsCaplen).toBe(false);
  });

  test('has endings for pipelines that there are', () => {
    expect(Object.keys(target.endings).filter((name) => !isPipelineName(name))).toEqual([]);
  });

  test('says of its code what it is', () => {
    const lowered = target.lower(filter);
    expect(lowered.code.kind).toBe(target.name);
    expect(target.check(lowered.code)).toBeNull();
    expect(lowered.listing().trim().split('\n').length).toBeGreaterThanOrEqual(
      lowered.instructions,
    );
    const raw = target.formats.get('raw')?.print(lowered);
    expect(raw).toBeInstanceOf(Uint8Array);
    expect(raw).toHaveLength(lowered.bytes);
  });

  test('is read back from a format that it has', () => {
    const { readBack } = target;
    expect(readBack === null || target.formats.has(readBack.format)).toBe(true);
  });

  test('is compiled for by its name', () => {
    const ending = target.endings.O3 ?? '';
    const { pipeline } = compile('ip', { passes: 'O3', target: target.name });
    const plain = compile('ip', { passes: 'O3' }).pipeline;
    expect(pipeline.slice(plain.length).map((step) => 'name' in step && step.name)).toEqual(
      ending === '' ? [] : ending.split(','),
    );
  });
});

test('the limit of classic BPF is that of the machine', () => {
  expect(CBPF.costs.instructionLimit).toBe(MAX_PROGRAM_LENGTH);
});

test('a program that breaks a rule is found, its length aside', () => {
  const accept = { code: 0x06, jt: 0, jf: 0, k: 1 };
  const broken = [{ code: 0xffff, jt: 0, jf: 0, k: 0 }, accept];
  expect(CBPF.check({ kind: 'cbpf', program: broken })?.code).toMatch(/^CBPF_/);
  const long = Array.from({ length: MAX_PROGRAM_LENGTH + 1 }, () => accept);
  expect(CBPF.check({ kind: 'cbpf', program: long })).toBeNull();
});

test('what the back end counted has names', () => {
  const { statistics } = CBPF.lower(filter);
  expect(statistics.get('emissions')).toBeGreaterThan(0);
});

test('IR is a form of code and no target', () => {
  expect(targetNamed('ir')).toBeNull();
  expect(codeFor(filter, 'ir')).toEqual({ kind: 'ir', filter });
});

test('names are unique', () => {
  const names = NAMED_TARGETS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
