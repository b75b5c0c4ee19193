import { MAX_U32 } from '../support/u32.ts';

/** An option that a source language reads, as the command line has it. */
export interface SourceOption {
  /** The property of the compiler's options: the flag in camel case. */
  readonly name: string;
  /** The flag and its value: `--snaplen <bytes>`. */
  readonly flags: string;
  /** One line, for the help. */
  readonly summary: string;
  /** The values that there are; absent where there are more. */
  readonly choices?: readonly string[];
  /** How other values are read; absent where the text, or that the flag is there, is the value. */
  readonly value?: OptionValue;
  /** What holds where it is not given; absent where that is nothing. */
  readonly fallback?: string | number;
}

/** How the text of an option is read. */
export interface OptionValue {
  /** What the user should give: `a number from 0 to 7`. */
  readonly expected: string;
  /** The value; `null` where `text` is something else. */
  parse(text: string): number | string | null;
}

/** A u32 in decimal or hexadecimal. */
export const U32_VALUE: OptionValue = {
  expected: `a number from 0 to ${MAX_U32}`,
  parse: (text) => {
    const value = /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
    return value <= MAX_U32 ? value : null;
  },
};

/** For programs and expressions that Linux runs. */
export const LINUX_OPTION: SourceOption = {
  name: 'linux',
  flags: '--linux',
  summary: "use Linux's ancillary words",
};
