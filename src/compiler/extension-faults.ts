import type { Pass } from '../pass/pass.ts';
import type { Plugin } from './plugin.ts';

/** Kebab-case, and perhaps a variant. */
const PASS_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(<[^\s,()<>]+>)?$/;

/** What keeps `value` from being a pass; `null` where it is one. */
export function faultOfPass(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return `expected a pass, found ${described(value)}`;
  }
  const { name, summary, run } = value as Partial<Record<keyof Pass, unknown>>;
  if (typeof name !== 'string' || !PASS_NAME.test(name)) {
    return `the name of a pass is kebab-case, found ${described(name)}`;
  }
  if (typeof summary !== 'string') {
    return `the summary of pass '${name}' is a string, found ${described(summary)}`;
  }
  return typeof run === 'function'
    ? null
    : `run of pass '${name}' is a function, found ${described(run)}`;
}

/** What a plugin may have beside its name. */
const HOOKS = ['pipeline', 'onPass'] as const;

/** What keeps `value` from being a plugin; `null` where it is one. */
export function faultOfPlugin(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return `expected a pass or a plugin, found ${described(value)}`;
  }
  const { passes, ...plugin } = value as Partial<Record<keyof Plugin, unknown>>;
  if (passes === undefined && HOOKS.every((hook) => plugin[hook] === undefined)) {
    return (
      'expected a pass, which has a name, a summary and run, or a plugin, which has a name and one of ' +
      `passes, pipeline and onPass; found ${described(value)}`
    );
  }
  if (typeof plugin.name !== 'string' || plugin.name === '') {
    return `the name of a plugin is a string, found ${described(plugin.name)}`;
  }
  const wrong = HOOKS.find((hook) => !['undefined', 'function'].includes(typeof plugin[hook]));
  if (wrong !== undefined) {
    return `${wrong} of plugin '${plugin.name}' is a function, found ${described(plugin[wrong])}`;
  }
  return faultOfPasses(plugin.name, passes ?? []);
}

function faultOfPasses(plugin: string, passes: unknown): string | null {
  if (!Array.isArray(passes)) {
    return `passes of plugin '${plugin}' is a list, found ${described(passes)}`;
  }
  const faults = passes.map((pass, index): string | null => {
    const fault = faultOfPass(pass);
    return fault === null ? null : `passes[${index}] of plugin '${plugin}': ${fault}`;
  });
  return faults.find((fault) => fault !== null) ?? null;
}

/** A value, as errors name what was found. */
export function described(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (value instanceof Promise) {
    return 'a promise; a plugin answers at once, without async';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (typeof value === 'object') {
    const keys = Object.keys(value).slice(0, 8);
    return keys.length === 0 ? 'an object without keys' : `an object with ${keys.join(', ')}`;
  }
  return typeof value === 'string' ? `'${value}'` : `a ${typeof value}`;
}

/** How deep `repeat` may stand within `repeat`. */
const MAX_NESTING = 16;

/**
 * What keeps `value` from being a pipeline; `null` where it is one.
 *
 * @param known passes that need no look.
 * @param where what holds `value`, for errors: nothing, or `[2].repeat`.
 */
export function faultOfPipeline(
  value: unknown,
  known: ReadonlySet<unknown>,
  where = '',
  depth = 0,
): string | null {
  if (!Array.isArray(value)) {
    const place = where === '' ? '' : ` as ${where}`;
    const hint = typeof value === 'string' ? '; parsePipeline makes one of text' : '';
    return `expected a list of passes${place}, found ${described(value)}${hint}`;
  }
  if (depth > MAX_NESTING) {
    return `repeat is nested more than ${MAX_NESTING} deep`;
  }
  for (const [index, step] of [...value].entries()) {
    const fault = faultOfStep(step, known, { where: `${where}[${index}]`, depth });
    if (fault !== null) {
      return fault;
    }
  }
  return null;
}

function faultOfStep(
  step: unknown,
  known: ReadonlySet<unknown>,
  { where, depth }: { readonly where: string; readonly depth: number },
): string | null {
  if (known.has(step)) {
    return null;
  }
  if (typeof step === 'object' && step !== null && 'repeat' in step) {
    return faultOfPipeline(step.repeat, known, `${where}.repeat`, depth + 1);
  }
  const fault = faultOfPass(step);
  return fault === null ? null : `${where}: ${fault}`;
}
