/** A config or plugin file can't be loaded, or does not export what it should. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG';
  readonly file: string;

  constructor(message: string, options: ErrorOptions & { readonly file: string }) {
    super(`${options.file}: ${message}`, options);
    this.file = options.file;
  }
}
