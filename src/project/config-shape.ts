import { z } from 'zod';
import type { ProjectConfig } from '../compiler/plugin.ts';
import { ConfigError } from './config-error.ts';

const fn = z.custom<(...args: never) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);
const configShape = z.strictObject({
  plugins: z.array(z.unknown()).optional(),
  passes: z.string().optional(),
  pipeline: fn.optional(),
  verify: z.boolean().optional(),
});

/**
 * `value`, the default export of `file`, whose shape is checked; what its functions do is their author's word.
 *
 * @throws {@link ConfigError} where it is no config.
 */
export function checkedConfig(value: unknown, file: string): ProjectConfig {
  const result = configShape.safeParse(value);
  if (!result.success) {
    throw new ConfigError(`not a config:\n${z.prettifyError(result.error)}`, {
      file,
      cause: result.error,
    });
  }
  return value as ProjectConfig;
}
