import type { PassRegistry } from '../../pass/pass.ts';
import type { GeneratedSource } from '../../source/source-language.ts';
import { languageNamed, SOURCES } from '../../source/sources.ts';
import { Random } from '../../support/random.ts';

/** The source language that a random case is in, by its name. */
export type CaseKind = string;

/** A random filter, and what it means. */
export type FuzzCase = GeneratedSource;

/** The kinds of case, each as often as its language wants. */
const KINDS: readonly CaseKind[] = SOURCES.flatMap(({ name, fuzzWeight }) =>
  new Array<CaseKind>(fuzzWeight).fill(name),
);

/** The random numbers of case `index` of a run: any case can be made again without those before it. */
export function caseRandom(seed: number, index: number): Random {
  return new Random((seed ^ Math.imul(index + 1, 0x9e37_79b1)) >>> 0);
}

/** A random filter, in one of the source languages. */
export const randomCase = (random: Random, kinds: readonly CaseKind[] = KINDS): FuzzCase =>
  languageNamed(random.pick(kinds)).generate(random);

/** The most passes of a random pipeline. */
const MAX_PASSES = 8;

/** Passes in any order, some of them several times, perhaps in a `repeat`. */
export function randomPipeline(random: Random, passes: PassRegistry): string {
  const names = [...passes.keys()];
  const chosen = Array.from({ length: random.between(1, MAX_PASSES) }, () => random.pick(names));
  return random.percent(20) ? `repeat(${chosen.join(',')})` : chosen.join(',');
}
