import type { FilterView } from '../../ir/filter-view.ts';
import type { ValueId } from '../../ir/ids.ts';
import type { Instr } from '../../ir/ir.ts';
import { type FieldModel, type PacketField, UNKNOWN_FIELD } from '../../ir/packet-model.ts';

/** What the packets of `filter` hold where it reads `value`, by its packet model. Constant time. */
export function fieldOf(filter: FilterView, value: ValueId): FieldModel {
  const field = readBy(filter, filter.definition(value));
  return field === null ? UNKNOWN_FIELD : filter.packetModel.fieldOf(field);
}

/** The field that `instr` reads, or some bits of; `null` where it computes something else. */
function readBy(filter: FilterView, instr: Instr): PacketField | null {
  switch (instr.kind) {
    case 'load': {
      const { width, offset, base } = instr;
      return { of: 'packet', width, offset, isFixed: base === null, mask: null };
    }
    case 'input':
      return { of: instr.input, width: 4, offset: 0, isFixed: true, mask: null };
    case 'binary': {
      const mask = instr.op === 'and' ? filter.definition(instr.rhs) : null;
      const read = mask?.kind === 'const' ? filter.definition(instr.lhs) : null;
      if (mask?.kind !== 'const' || (read?.kind !== 'load' && read?.kind !== 'input')) {
        return null;
      }
      const field = readBy(filter, read);
      return field === null ? null : { ...field, mask: mask.value };
    }
    default:
      return null;
  }
}
