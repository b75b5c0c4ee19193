import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { z } from 'zod';
import type { Config, Plugin } from '../compiler/plugin.ts';
import type { Pass } from '../pass/pass.ts';

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

/** The names under which a config file is found without being named, in this order. */
const CONFIG_NAMES = ['bpfopt.config.ts', 'bpfopt.config.js', 'bpfopt.config.mjs'];

const kebabCase = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'expected a kebab-case name');
const fn = z.custom<(...args: never) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);
const passShape = z.object({ name: kebabCase, summary: z.string(), run: fn });
const pluginShape = z.object({
  name: z.string().min(1),
  passes: z.array(passShape).optional(),
  pipeline: fn.optional(),
  onPass: fn.optional(),
});
const configShape = z.strictObject({
  plugins: z.array(pluginShape).optional(),
  passes: z.string().optional(),
  pipeline: fn.optional(),
  verify: z.boolean().optional(),
});

/**
 * Loads a project's settings: those of `file`, or of `bpfopt.config.ts` (`.js`, `.mjs`) in
 * `directory`, or none where there is no such file.
 *
 * @throws {@link ConfigError} where the file can't be loaded or is no config.
 */
export async function loadConfig(
  file: string | undefined,
  directory: string = process.cwd(),
): Promise<Config> {
  const found =
    file ??
    CONFIG_NAMES.map((name) => path.join(directory, name)).find((candidate) =>
      existsSync(candidate),
    );
  return found === undefined
    ? {}
    : check<Config>(await loadDefault(found), configShape, found, 'a config');
}

/**
 * Loads a plugin: a file whose default export is a {@link Plugin}, a {@link Pass}, or a function
 * without parameters that returns one. A pass alone becomes a plugin that makes its name known.
 *
 * @throws {@link ConfigError} where the file can't be loaded or exports none of these.
 */
export async function loadPlugin(file: string): Promise<Plugin> {
  const exported = await loadDefault(file);
  const made = isFactory(exported) ? callFactory(exported, file) : exported;
  if (typeof made === 'object' && made !== null && 'run' in made) {
    const pass = check<Pass>(made, passShape, file, 'a pass');
    return { name: pass.name, passes: [pass] };
  }
  return check<Plugin>(made, pluginShape, file, 'a plugin or a pass');
}

/**
 * The default export of a TypeScript or JavaScript module. `bpfopt` in its imports is this very
 * library, whatever the folder the module stands in.
 *
 * @throws {@link ConfigError} where it can't be loaded.
 */
export async function loadDefault(file: string): Promise<unknown> {
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) {
    throw new ConfigError('there is no such file', { file });
  }
  const library = new URL(
    import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js',
    import.meta.url,
  );
  const jiti = createJiti(pathToFileURL(absolute).href, {
    moduleCache: false,
    virtualModules: { bpfopt: (await import(library.href)) as Record<string, unknown> },
  });
  try {
    const loaded = await jiti.import<Record<string, unknown>>(absolute);
    if (!('default' in loaded)) {
      throw new ConfigError('it has no default export', { file });
    }
    return loaded.default;
  } catch (cause) {
    if (cause instanceof ConfigError) {
      throw cause;
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`it can't be loaded: ${reason}`, { file, cause });
  }
}

const isFactory = (value: unknown): value is (...parameters: never[]) => unknown =>
  typeof value === 'function';

function callFactory(factory: (...parameters: never[]) => unknown, file: string): unknown {
  try {
    return Reflect.apply(factory, undefined, []);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`its default export failed: ${reason}`, { file, cause });
  }
}

/** `value`, whose shape is checked; what its functions do is their author's word. */
function check<Shape>(value: unknown, shape: z.ZodType, file: string, what: string): Shape {
  const result = shape.safeParse(value);
  if (!result.success) {
    throw new ConfigError(`not ${what}:\n${z.prettifyError(result.error)}`, {
      file,
      cause: result.error,
    });
  }
  return value as Shape;
}
