/** Commands in SMT-LIB for a context of its own; with `values`, what follows where the answer is `sat`. */
export interface Z3WasmRequest {
  readonly query: string;
  readonly values: string;
}

/** What the process of the package says: `ready` once, then an answer to each request, if it lives to. */
export type Z3WasmReply =
  | { readonly kind: 'ready' }
  /** What `check-sat` and the commands behind it print. */
  | { readonly kind: 'answer'; readonly status: string; readonly values: string }
  /** The package can't be loaded. */
  | { readonly kind: 'refused'; readonly message: string };
