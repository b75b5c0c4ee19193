/** How far a long run has come. */
export interface Progress {
  /** The parts that are done, from 0 to `total`. */
  readonly done: number;
  readonly total: number;
  /** What comes next; empty at the end. */
  readonly label: string;
}

/** Hears of the progress of a long run. */
export type OnProgress = (progress: Progress) => void;
