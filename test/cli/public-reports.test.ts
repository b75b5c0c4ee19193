import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { CbpfVm } from '../../src/engine/cbpf-vm/machine.ts';
import { libpcapCompile } from '../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { codeFor } from '../../src/target/targets.ts';
import { batchOf } from '../../src/trace/batch.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { testWhere } from '../engine/test-where.ts';
import { ROOT, runCommand } from './run-command.ts';

// Inputs that failed in public bug reports, and what each must give: the README beside them has a row for each.

const REPORTS = path.join(ROOT, '../shared/data/reports');
const missing = existsSync(REPORTS) ? null : 'no ../shared/data/reports';
const testReport = testWhere(missing);

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-reports-'));
const at = (name: string): string => path.join(REPORTS, name);
const textOf = (name: string): string => readFileSync(at(name), 'utf8').trim();

/** The files that have tests here or, as those of seccomp, beside others of their kind. */
const TESTED: ReadonlySet<string> = new Set([
  'README.md',
  'comments.conf',
  'ether-host-20.txt',
  'exclude-pairs-10x6-factored.txt',
  'exclude-pairs-10x6.txt',
  'exclude-pairs-50x6.txt',
  'fcs.pcap',
  'flows-20.txt',
  'late-second-linktype.pcapng',
  'net-port-20.txt',
  'sample-rand.asm',
  // machines.test.ts
  'seccomp-gen.c',
  'seccomp-load.c',
  'seccomp-masked-arg.bin',
  'seccomp-min.asm',
  'skf-net-off.asm',
  'two-named-interfaces.pcapng',
  'user147.pcap',
]);

testReport('every input has a test', () => {
  expect(readdirSync(REPORTS).filter((name) => !TESTED.has(name))).toEqual([]);
});

function programOf(text: string, passes: string): CbpfProgram {
  const code = codeFor(compile(text, { passes }).filter, 'cbpf');
  return code.kind === 'cbpf' ? code.program : [];
}

/** The instructions that a program executes for a packet of a trace, on average. */
function executed(program: CbpfProgram, trace: string): number {
  const capture = readFileSync(path.join(ROOT, `corpora/traces/${trace}.pcap`));
  const batch = batchOf([...readCaptureBuffer(capture)]);
  const counts = new CbpfVm(program).runBatchCounting(batch, new Uint32Array(batch.count));
  return counts.executed / batch.count;
}

describe('pairs of hosts and ports that are left out', () => {
  for (const name of ['exclude-pairs-10x6.txt', 'exclude-pairs-50x6.txt']) {
    for (const level of ['O2', 'O3']) {
      testReport(
        `${name} is as short and as quick at ${level} as with the sets written out`,
        () => {
          const program = programOf(textOf(name), level);
          const factored = programOf(textOf('exclude-pairs-10x6-factored.txt'), level);
          expect(program.length).toBeLessThanOrEqual(1.2 * Math.max(factored.length, 39));
          expect(executed(program, 'enterprise')).toBeLessThanOrEqual(
            1.2 * Math.max(executed(factored, 'enterprise'), 6.3),
          );
        },
      );
    }
  }
});

const noPeer = missing ?? libpcapUnavailable();

testWhere(noPeer)('20 flows execute no more than in the code of libpcap', () => {
  const text = textOf('flows-20.txt');
  const program = programOf(text, 'O2');
  const peer = libpcapCompile(text, { dlt: 1, optimize: true });
  expect(program.length).toBeLessThanOrEqual(420);
  for (const trace of ['enterprise', 'attack']) {
    expect(executed(program, trace), trace).toBeLessThanOrEqual(executed(peer, trace));
  }
});

for (const level of ['O2', 'O3']) {
  testReport(`20 pairs of a net and a port are short at ${level}`, () => {
    expect(programOf(textOf('net-port-20.txt'), level).length).toBeLessThanOrEqual(1.5 * 328);
  });
}

testReport('20 hardware addresses are searched, not tried one after the other', () => {
  const program = programOf(textOf('ether-host-20.txt'), 'O2');
  expect(executed(program, 'enterprise')).toBeLessThanOrEqual(20);
});

describe('words that the kernel keeps beside a packet', () => {
  const compiled = (name: string, ...options: readonly string[]) =>
    runCommand(['compile', '--from', 'cbpf', '--input', at(name), ...options]);

  for (const level of ['-O0', '-O2', '-O3']) {
    testReport(`skf-net-off.asm keeps its load at ${level}`, () => {
      const { status, stdout } = compiled('skf-net-off.asm', '--linux', level);
      expect(status).toBe(0);
      expect(stdout).toContain('ldb [0xfff00009]');
    });

    testReport(`sample-rand.asm keeps its random number at ${level}`, () => {
      const { status, stdout } = compiled('sample-rand.asm', '--linux', level);
      expect(status).toBe(0);
      expect(stdout).toContain('ld #rand');
    });
  }

  for (const name of ['skf-net-off.asm', 'sample-rand.asm']) {
    testReport(`${name} is not changed in silence without the option`, () => {
      expect(compiled(name).stderr).toMatch(/instruction 0: .* only Linux has \(option linux\)/);
    });
  }
});

testReport('comments.conf is read as tcpdump -F reads it', () => {
  const { status, stdout } = runCommand(['compile', '--input', at('comments.conf'), '-ddd']);
  const plain = textOf('comments.conf').replaceAll(/#.*/g, '');
  expect([status, stdout]).toEqual([0, runCommand(['compile', plain, '-ddd']).stdout]);
});

describe('captures', () => {
  testReport('late-second-linktype.pcapng: the packets of the other interface pass', () => {
    const output = path.join(folder, 'vlan.pcapng');
    const args = ['run', '-r', at('late-second-linktype.pcapng'), 'vlan'];
    const { status, stdout, stderr } = runCommand([...args, '--count']);
    expect([status, stdout]).toEqual([0, '3\n']);
    expect(stderr.match(/interface 1 \(any\)/g)).toHaveLength(1);
    expect(runCommand([...args, '-w', output]).status).toBe(0);
    expect([...readCaptureBuffer(readFileSync(output))]).toHaveLength(3);
  });

  testReport('two-named-interfaces.pcapng: everything is in the output', () => {
    const output = path.join(folder, 'two.pcapng');
    const { status } = runCommand([
      'run',
      '',
      '-r',
      at('two-named-interfaces.pcapng'),
      '-w',
      output,
    ]);
    expect(status).toBe(0);
    expect(readFileSync(output).equals(readFileSync(at('two-named-interfaces.pcapng')))).toBe(true);
  });

  for (const filter of ['len > 0', 'link[0] >= 0']) {
    testReport(`user147.pcap: '${filter}' runs`, () => {
      const { status, stdout } = runCommand(['run', filter, '-r', at('user147.pcap'), '--count']);
      const packets = [...readCaptureBuffer(readFileSync(at('user147.pcap')))];
      expect([status, stdout]).toEqual([0, `${packets.length}\n`]);
    });
  }

  testReport('fcs.pcap: the bits of the frame check sequence are in the output', () => {
    const output = path.join(folder, 'fcs.pcap');
    expect(runCommand(['run', '', '-r', at('fcs.pcap'), '-w', output]).status).toBe(0);
    expect(readFileSync(output).equals(readFileSync(at('fcs.pcap')))).toBe(true);
  });
});
