import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One instruction as a disassembler read it back. */
export interface DecodedLine {
  readonly offset: number;
  readonly text: string;
}

/** Whether GNU objdump is installed. */
export function hasObjdump(): boolean {
  return spawnSync('objdump', ['--version']).status === 0;
}

/** Disassembles x86-64 code with GNU objdump, in Intel syntax. */
export function objdump(code: Uint8Array): readonly DecodedLine[] {
  const folder = mkdtempSync(join(tmpdir(), 'bpfopt-objdump-'));
  try {
    const file = join(folder, 'code.bin');
    writeFileSync(file, code);
    const { stdout } = spawnSync(
      'objdump',
      ['-D', '-b', 'binary', '-m', 'i386:x86-64', '-M', 'intel', '--no-show-raw-insn', file],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    return [...stdout.matchAll(/^ *([0-9a-f]+):\t(.*)$/gm)].map(([, offset = '', text = '']) => ({
      offset: Number.parseInt(offset, 16),
      text,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Brings Intel syntax of our printer and of disassemblers to one form: spaces and case, the scale
 * and displacement that some write and others leave out, and the order of the operands of `test`
 * and `xchg`, which means nothing. A negative immediate becomes the number that it is modulo
 * 2^`width`.
 */
export function normalized(text: string, width: number): string {
  const compact = text
    .toLowerCase()
    .replace(/ +#.*$/, '')
    .replace(/^(\w+) +/, '$1 ')
    .replace(/, +/g, ',')
    .replace(/\bds:(0x[0-9a-f]+)/, '[$1]')
    .replace(/([+[])riz\*1\+/, '$1')
    .replace(/\*1\b/g, '')
    .replace(/\+0x0\]/, ']')
    .replace(/^movabs /, 'mov ')
    .replace(/,1$/, ',0x1')
    .replace(/,-(0x[0-9a-f]+)$/, (_, digits) => `,0x${complement(BigInt(digits), width)}`)
    .trim();
  return compact.replace(/^(test|xchg) (.*),([^,]*)$/, (_, mnemonic, first, second) =>
    [mnemonic, ...[first, second].sort()].join(' '),
  );
}

function complement(value: bigint, width: number): string {
  return BigInt.asUintN(width, -value).toString(16);
}
