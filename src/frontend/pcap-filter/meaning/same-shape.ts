import type { PacketTest, Place, Word } from './packet-test.ts';

/** Whether two trees test the same in the same order. Trees of kinds that lists are not made of differ. */
export function sameTest(a: PacketTest, b: PacketTest): boolean {
  switch (a.kind) {
    case 'always':
    case 'never':
      return b.kind === a.kind;
    case 'not':
      return b.kind === 'not' && sameTest(a.test, b.test);
    case 'all':
    case 'any':
      return b.kind === a.kind && sameTests(a.tests, b.tests);
    case 'compare':
      return (
        b.kind === 'compare' &&
        a.comparison === b.comparison &&
        a.value === b.value &&
        sameWord(a.word, b.word)
      );
    case 'range':
      return b.kind === 'range' && a.low === b.low && a.high === b.high && sameWord(a.word, b.word);
    default:
      return false;
  }
}

function sameTests(a: readonly PacketTest[], b: readonly PacketTest[]): boolean {
  return (
    a.length === b.length &&
    a.every((test, index) => {
      const other = b[index];
      return other !== undefined && sameTest(test, other);
    })
  );
}

/** Whether two words are the same bits of a packet. */
export function sameWord(a: Word, b: Word): boolean {
  if (a.mask !== b.mask) {
    return false;
  }
  return a.kind === 'load'
    ? b.kind === 'load' && a.width === b.width && samePlace(a.place, b.place)
    : b.kind === 'input' && a.input === b.input;
}

function samePlace(a: Place, b: Place): boolean {
  return a.offset === b.offset && sameBase(a.base, b.base);
}

/** Two byte counts that are worked out once are one only where they are one object. */
function sameBase(a: Place['base'], b: Place['base']): boolean {
  return (
    a === b ||
    (a?.kind === 'ipv4-header-length' &&
      b?.kind === 'ipv4-header-length' &&
      samePlace(a.header, b.header))
  );
}
