/** Where a filter comes from, as far as the code made of it depends on that. Passes have no need of it. */
export interface Provenance {
  /**
   * Which of the machines that take a target's code the filter is for, by the name that the target gives
   * it; `null` where nothing says.
   */
  readonly machine: string | null;
  /** The program that the filter was before; `null` where it was none. */
  readonly program: FormerProgram | null;
}

/** Code that had the verdicts of a filter before there was the filter. */
export interface FormerProgram {
  /** The form of code; the target of that name knows what {@link code} is. */
  readonly form: string;
  readonly code: unknown;
}

/** Nothing is known. */
export const NO_PROVENANCE: Provenance = { machine: null, program: null };
