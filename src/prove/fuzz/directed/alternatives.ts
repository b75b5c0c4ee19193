import type { InterpretedPacket } from '../../../interpret/packet.ts';
import { mayReject, type RejectingInstr } from '../../../ir/effect.ts';
import {
  type BasicBlock,
  type BranchTerminator,
  extentOf,
  type GuardInstr,
  type Instr,
  type LoadInstr,
  type SwitchTerminator,
  successors,
} from '../../../ir/ir.ts';
import { isCompareOp } from '../../../ir/ops.ts';
import type { Random } from '../../../support/random.ts';
import { planted, resized } from './plant.ts';
import { type Goal, solve } from './solve.ts';
import type { TracedRun } from './traced-run.ts';

/** Another way in which something that a run decided could come out. */
export interface Alternative {
  /** Names the outcome: the edge taken, or the check passed or failed. */
  readonly outcome: string;
  /** A packet that probably has this outcome; `null` where none is found. */
  packet(random: Random): InterpretedPacket | null;
}

/** The outcomes that a run had: each edge of its path, and each check that it came to. */
export function outcomesOf(traced: TracedRun): readonly string[] {
  const { filter, run } = traced;
  const { path, rejectedAt } = run;
  return path.flatMap((id, index) => {
    const next = path[index + 1];
    const { instrs } = filter.block(id);
    const stops = next === undefined && rejectedAt !== null;
    const checks = instrs
      .slice(0, stops ? rejectedAt : instrs.length)
      .filter(mayReject)
      .flatMap((instr) => [passes(instr), ...bordersMet(instr, traced)]);
    const end = stops ? instrs[rejectedAt] : undefined;
    return [
      ...checks,
      ...(end === undefined ? [] : [fails(end)]),
      ...(next === undefined ? [] : [edge(id, next)]),
    ];
  });
}

/** The other outcomes of all that a run decided, in the order of its path. */
export function alternativesTo(run: TracedRun): readonly Alternative[] {
  const { path, rejectedAt } = run.run;
  return path.flatMap((id, index) => {
    const block = run.filter.block(id);
    const stops = index === path.length - 1 && rejectedAt !== null;
    const reached = stops ? block.instrs.slice(0, rejectedAt) : block.instrs;
    const end = stops ? block.instrs[rejectedAt] : undefined;
    return [
      ...reached
        .filter(mayReject)
        .flatMap((instr) => [failure(instr, run), ...borders(instr, run)]),
      ...(end === undefined ? [] : [passage(end, run)]),
      ...(stops ? [] : otherEdges(block, path[index + 1], run)),
    ];
  });
}

const edge = (from: number, to: number): string => `b${from}->b${to}`;
const passes = ({ id }: Instr): string => `v${id} passes`;
const barely = ({ id }: Instr): string => `v${id} passes barely`;
const fromZero = ({ id }: Instr): string => `v${id} from 0`;
const fails = ({ id }: Instr): string => `v${id} rejects`;

/** A packet that is one byte too short for a check, or has a zero to divide by. */
function failure(instr: RejectingInstr, run: TracedRun): Alternative {
  return {
    outcome: fails(instr),
    packet: (random) => {
      if (instr.kind === 'binary') {
        return reach({ value: instr.rhs, wanted: 0n }, run, random);
      }
      if (instr.kind === 'kernel') {
        const [address = instr.id] = instr.operands;
        return reach({ value: address, wanted: 0xffff_ffffn }, run, random);
      }
      const { base } = instr;
      if (base !== null && random.percent(30)) {
        const wanted = BigInt(random.pick([0xffff_ffff, 0xffff_fff0, run.packet.bytes.length]));
        return reach({ value: base, wanted }, run, random);
      }
      const end = endOf(instr, run);
      return end === null || end === 0 ? null : cut(run.packet, end - 1, random);
    },
  };
}

/** Packets that end where a check that was passed needs it to, or let it start from 0. */
function borders(instr: RejectingInstr, run: TracedRun): readonly Alternative[] {
  if (instr.kind === 'binary' || instr.kind === 'kernel') {
    return [];
  }
  const { base } = instr;
  const end = endOf(instr, run);
  const toEnd = (random: Random) => (end === null ? null : cut(run.packet, end, random));
  const fromStart = { value: base ?? instr.id, wanted: 0n };
  return [
    { outcome: barely(instr), packet: toEnd },
    ...(base === null
      ? []
      : [{ outcome: fromZero(instr), packet: (random: Random) => reach(fromStart, run, random) }]),
  ];
}

function bordersMet(instr: RejectingInstr, run: TracedRun): readonly string[] {
  if (instr.kind === 'binary' || instr.kind === 'kernel') {
    return [];
  }
  const isExact = endOf(instr, run) === run.packet.bytes.length;
  const startsAtZero = instr.base !== null && run.value(instr.base) === 0;
  return [...(isExact ? [barely(instr)] : []), ...(startsAtZero ? [fromZero(instr)] : [])];
}

/** A packet that is just long enough for the check that ended a run, or divides by one. */
function passage(instr: Instr, run: TracedRun): Alternative {
  return {
    outcome: passes(instr),
    packet: (random) => {
      if (instr.kind === 'binary') {
        return reach({ value: instr.rhs, wanted: BigInt(random.pick([1, 2, 7])) }, run, random);
      }
      if (instr.kind !== 'load' && instr.kind !== 'guard') {
        return null;
      }
      if (instr.base !== null && random.percent(60)) {
        const wanted = BigInt(random.pick([0, 4, 8, 20]));
        return reach({ value: instr.base, wanted }, run, random);
      }
      const end = endOf(instr, run);
      return end === null ? null : resized(run.packet, end + random.pick([0, 0, 8, 64]));
    },
  };
}

function endOf(instr: LoadInstr | GuardInstr, run: TracedRun): number | null {
  const address = run.address(instr);
  return address === null ? null : address - instr.offset + extentOf(instr);
}

/** The first `length` bytes: of a packet that was captured in part, or that is so short. */
function cut(packet: InterpretedPacket, length: number, random: Random): InterpretedPacket | null {
  const short = resized(packet, Math.min(length, packet.bytes.length));
  return short === null || random.percent(50) ? short : { ...short, wirelen: packet.wirelen };
}

function otherEdges(
  { id, terminator }: BasicBlock,
  taken: number | undefined,
  run: TracedRun,
): readonly Alternative[] {
  if (terminator.kind === 'branch') {
    const target = terminator.ifTrue === taken ? terminator.ifFalse : terminator.ifTrue;
    return [
      {
        outcome: edge(id, target),
        packet: (random) =>
          reach(branchGoal(terminator, target === terminator.ifTrue, { run, random }), run, random),
      },
    ];
  }
  if (terminator.kind === 'switch') {
    const others = successors(terminator).filter((target) => target !== taken);
    return others.map((target) => ({
      outcome: edge(id, target),
      packet: (random) => reach(switchGoal(terminator, target, random), run, random),
    }));
  }
  return [];
}

function branchGoal(
  { test }: BranchTerminator,
  holds: boolean,
  { run, random }: { readonly run: TracedRun; readonly random: Random },
): Goal {
  const instr = run.filter.definition(test);
  if (!holds) {
    return { value: test, wanted: 0n };
  }
  if (instr.kind === 'binary' && isCompareOp(instr.op)) {
    return { value: test, wanted: 1n };
  }
  return { value: test, wanted: BigInt(bitsThatHold(instr, run, random)) };
}

/** A number other than 0 that `instr` can probably yield: one or all bits of a mask. */
function bitsThatHold(instr: Instr, run: TracedRun, random: Random): number {
  const mask =
    instr.kind === 'binary' && instr.op === 'and' ? Number(run.value(instr.rhs) ?? 0) : 0xff;
  const lowest = (mask & -mask) >>> 0;
  const highest = mask === 0 ? 0 : 0x8000_0000 >>> Math.clz32(mask);
  return random.pick([lowest, highest, mask]) || 1;
}

function switchGoal(
  { value, cases, otherwise }: SwitchTerminator,
  target: number,
  random: Random,
): Goal {
  // There is a case, for else there would be no other edge
  const leading = cases.filter((one) => one.target === target);
  const { low, high } = random.pick(leading.length > 0 ? leading : cases);
  const inside = leading.length > 0 && (target !== otherwise || random.percent(50));
  const wanted = inside
    ? random.pick([low, high, low + Math.floor((high - low) / 2)])
    : random.pick([low - 1, high + 1]);
  return { value, wanted: BigInt(wanted >>> 0) };
}

function reach(goal: Goal, run: TracedRun, random: Random): InterpretedPacket | null {
  const plant = solve(goal, run, random);
  return plant === null ? null : planted(run.packet, plant);
}
