import type { CodeKind } from '../code/code.ts';
import { cbpfVmEngine } from './cbpf-vm/cbpf-vm.ts';
import { type CountingEngine, type Engine, EngineError } from './engine.ts';
import { interpreterEngine } from './interpreter.ts';
import { libpcapEngine } from './libpcap/bpf-filter.ts';
import { nativeEngine } from './native/native.ts';

/** Every engine there is, whether or not it can run here, in the order of lists and reports. */
export const ENGINES: readonly Engine[] = [
  interpreterEngine,
  cbpfVmEngine,
  nativeEngine,
  libpcapEngine,
];

/** The engines to choose from where none is named, the fastest first; the last runs everywhere. */
export const PREFERRED_ENGINES: readonly [Engine, ...Engine[]] = [
  nativeEngine,
  cbpfVmEngine,
  interpreterEngine,
];

/**
 * Finds an engine by name.
 *
 * @throws {@link EngineError} that lists the names there are.
 */
export function engineNamed(name: string): Engine {
  const found = ENGINES.find((engine) => engine.name === name);
  if (found === undefined) {
    const names = ENGINES.map((engine) => engine.name).join(', ');
    throw new EngineError(`no engine is named ${name}; there are ${names}`);
  }
  return found;
}

/**
 * Finds the first engine that takes `kind` of code and can run here.
 *
 * @throws {@link EngineError} with the reason of each engine that takes it and can't run.
 */
export function engineFor(kind: CodeKind): Engine {
  const candidates = ENGINES.filter((engine) => engine.accepts === kind);
  const found = candidates.find((engine) => engine.unavailable() === null);
  if (found === undefined) {
    const reasons = candidates.map((engine) => `${engine.name}: ${engine.unavailable()}`);
    throw new EngineError(`no engine runs ${kind} code here; ${reasons.join('; ')}`);
  }
  return found;
}

/** The engine that counts what `kind` of code executes; `null` where none does. */
export function countingEngineFor(kind: CodeKind): CountingEngine | null {
  const counts = (engine: Engine): engine is CountingEngine => engine.loadCounting !== undefined;
  return ENGINES.filter(counts).find(({ accepts }) => accepts === kind) ?? null;
}
