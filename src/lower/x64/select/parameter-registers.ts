import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { InputName } from '../../../ir/inputs.ts';
import {
  type Mnemonic,
  type Operand,
  type RegisterOperand,
  reg,
} from '../../../isa/x64/instruction.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';
import type { AnyRegister } from '../machine/machine-function.ts';

/** Where the instructions that fetch parameters go. */
interface Emitter {
  emit(mnemonic: Mnemonic, ...operands: Operand<AnyRegister>[]): void;
  copy(to: AnyRegister, from: AnyRegister, width: 32 | 64): void;
}

/**
 * The registers that hold what a filter is called with, as far as something wants it: the packet's
 * address, passed in `rdi`, `wirelen` in `esi` and `caplen` in `edx`.
 *
 * The caller may leave anything in the upper halves of `rsi` and `rdx`.
 *
 * Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, 3.2.3.
 */
export class ParameterRegisters {
  readonly #fresh: () => VirtualRegister;
  #packet: VirtualRegister | undefined;
  #wirelen: VirtualRegister | undefined;
  #caplen: VirtualRegister | undefined;
  /** Whether the upper half of the register with `caplen` must be zero. */
  #wide = false;

  /** @param fresh makes a register of its own. */
  constructor(fresh: () => VirtualRegister) {
    this.#fresh = fresh;
  }

  /** The register with the packet's address. */
  packet(): VirtualRegister {
    this.#packet ??= this.#fresh();
    return this.#packet;
  }

  /** The operand for `caplen`: 32 bits, or 64 with the upper half zero. */
  caplen(width: 32 | 64): RegisterOperand<AnyRegister> {
    this.#caplen ??= this.#fresh();
    this.#wide ||= width === 64;
    return reg<AnyRegister>(this.#caplen, width);
  }

  /**
   * The register with an input, its upper half zero.
   *
   * @throws {@link UnsupportedError} for inputs that are no parameter.
   */
  input(input: InputName): VirtualRegister {
    switch (input) {
      case 'wirelen':
        this.#wirelen ??= this.#fresh();
        return this.#wirelen;
      case 'caplen':
        this.#caplen ??= this.#fresh();
        this.#wide = true;
        return this.#caplen;
      default:
        throw new UnsupportedError(`x86-64 code gets no ${input}: it is no parameter of a filter`);
    }
  }

  /** Selects the instructions at the entry that fill the registers that are wanted. */
  fetch(selection: Emitter): void {
    if (this.#packet !== undefined) {
      selection.copy(this.#packet, 'rdi', 64);
    }
    if (this.#wirelen !== undefined) {
      selection.emit('mov', reg<AnyRegister>(this.#wirelen, 32), reg<AnyRegister>('rsi', 32));
    }
    if (this.#caplen !== undefined && this.#wide) {
      selection.emit('mov', reg<AnyRegister>(this.#caplen, 32), reg<AnyRegister>('rdx', 32));
    } else if (this.#caplen !== undefined) {
      selection.copy(this.#caplen, 'rdx', 32);
    }
  }
}
