import type { FilterView } from '../ir/filter-view.ts';

/** A filter as it is before any machine's code is made of it. */
export interface IrCode {
  readonly kind: 'ir';
  readonly filter: FilterView;
}

/**
 * The forms of code by kind. The file of a form adds it here (`declare module './code.ts'`), so that a
 * machine brings its own.
 */
export interface CodeForms {
  readonly ir: IrCode;
}

/** The name of a form of code. */
export type CodeKind = keyof CodeForms;

/** What an engine runs, and what can be written to a file: a filter in one of its forms. */
export type Code = CodeForms[CodeKind];

/** The forms that back ends make; they can be sent to another process. */
export type PortableCode = Exclude<Code, IrCode>;
