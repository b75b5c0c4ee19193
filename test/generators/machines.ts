import fc from 'fast-check';
import { ANY_MACHINE, type MachineCosts } from '../../src/ir/machine-costs.ts';
import { TARGETS } from '../../src/target/targets.ts';

/** The machines that passes are told about, that of none among them: with one register, and with more. */
export const machines: fc.Arbitrary<MachineCosts> = fc.constantFrom(
  ANY_MACHINE,
  ...TARGETS.map(({ costs }) => costs),
);
