/** Something still to be done. */
export type Task = () => void;

/**
 * Tasks that put others before what is left to do: recursion without the machine's stack, so that
 * an expression may be nested as deep as memory allows.
 */
export class Agenda {
  readonly #tasks: Task[] = [];

  /** Puts `tasks`, in their order, before all that is left. */
  next(...tasks: readonly Task[]): void {
    for (const task of tasks.toReversed()) {
      this.#tasks.push(task);
    }
  }

  /** Works until nothing is left. */
  run(): void {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      task();
    }
  }
}
