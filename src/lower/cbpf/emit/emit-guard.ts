import type { ValueId } from '../../../ir/ids.ts';
import { codeOf } from '../../../isa/cbpf/opcodes.ts';
import type { PlannedGuard } from '../guards/guard-plan.ts';
import { OP } from '../machine/machine-code.ts';
import { NOTHING } from '../machine/machine-state.ts';
import { LARGEST_OFFSET } from '../machine/place.ts';
import type { CodeBuilder } from './code-builder.ts';
import type { Evaluator } from './evaluator.ts';

/** Emits a load that ends the filter where the packet does not reach as far as `guard` asks. */
export function emitGuard(guard: PlannedGuard, builder: CodeBuilder, evaluator: Evaluator): void {
  if (!builder.reachable) {
    return;
  }
  const { base, extent, through } = guard;
  const k = Math.min(extent - 1, LARGEST_OFFSET);
  const reach = { base, extent };
  if (base !== null && extent === 0) {
    emitEmptyGuard(base, builder, evaluator);
  } else if (base !== null) {
    evaluator.run(() => evaluator.needX(base));
    builder.emit({ code: OP.loadByteIndirect, k, reach });
    builder.state.a = NOTHING;
  } else if (through === 'x') {
    builder.emit({ code: OP.indexHeaderLength, k, reach });
    builder.state.x = NOTHING;
  } else {
    builder.emit({ code: OP.loadByte, k, reach });
    builder.state.a = NOTHING;
  }
}

/** The packet must have `base` bytes: none, or one at `base` - 1. */
function emitEmptyGuard(base: ValueId, builder: CodeBuilder, evaluator: Evaluator): void {
  const some = builder.newLabel();
  const join = builder.newLabel();
  evaluator.run(() => evaluator.needA(base));
  builder.end({
    kind: 'test',
    code: codeOf('jeq', 'immediate'),
    k: 0,
    ifTrue: join,
    ifFalse: some,
  });
  builder.start(some);
  builder.emit({ code: codeOf('sub', 'immediate'), k: 1 });
  builder.emit({ code: OP.indexFromAccumulator, k: 0 });
  builder.emit({ code: OP.loadByteIndirect, k: 0, reach: { base, extent: 0 } });
  builder.state.a = NOTHING;
  builder.state.x = NOTHING;
  builder.end({ kind: 'jump', target: join });
  builder.start(join);
}
