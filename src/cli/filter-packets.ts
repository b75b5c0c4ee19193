import { type Compilation, type CompileOptions, compile } from '../compiler/compile.ts';
import type { Engine, LoadedFilter } from '../engine/engine.ts';
import { engineNamed, PREFERRED_ENGINES } from '../engine/engines.ts';
import type { FilterSource } from '../source/filter-source.ts';
import { expressionOf } from '../source/sources.ts';
import { dltByName, dltOfLinktype } from '../support/link-types.ts';
import { codeFor, targetNamed } from '../target/targets.ts';
import { batchOf } from '../trace/batch.ts';
import type { CapturedPacket } from '../trace/capture.ts';
import { remember } from './errors/source-of-error.ts';
import { DEFAULT_DLT } from './options/compile-options.ts';
import { warn } from './terminal.ts';

/** What to filter by, and how. */
export interface PacketFilterRequest {
  readonly source: FilterSource;
  readonly options: CompileOptions;
  /** The link type that the user says all packets have; `undefined` to go by the capture. */
  readonly forcedDlt: string | undefined;
  /** The engine by name; `undefined` for the fastest that can run here. */
  readonly engine: string | undefined;
}

/** One filter for the packets of a capture, compiled once for each link type that occurs in it. */
export class PacketFilter {
  readonly #request: PacketFilterRequest;
  readonly #engine: Engine;
  readonly #loaded = new Map<number, LoadedFilter>();

  /** @throws EngineError where there is no such engine. */
  constructor(request: PacketFilterRequest) {
    this.#request = request;
    this.#engine = request.engine === undefined ? preferredEngine() : engineNamed(request.engine);
  }

  /**
   * Compiles for packets of `linktype`, by its number in files; for the usual ones where that is `null`.
   *
   * @throws what is wrong with the filter.
   */
  prepare(linktype: number | null): void {
    const usual = dltByName(DEFAULT_DLT)?.linktype ?? 1;
    this.#loadedFor(linktype ?? usual);
  }

  /** The verdict of each packet, in order. */
  verdicts(packets: readonly CapturedPacket[]): Uint32Array {
    const verdicts = new Uint32Array(packets.length);
    for (let start = 0; start < packets.length; ) {
      const linktype = packets[start]?.linktype ?? 0;
      let end = start;
      while (packets[end]?.linktype === linktype) {
        end += 1;
      }
      const loaded = this.#loadedFor(linktype);
      loaded.runBatch(batchOf(packets.slice(start, end)), verdicts.subarray(start, end));
      start = end;
    }
    return verdicts;
  }

  close(): void {
    for (const loaded of this.#loaded.values()) {
      loaded.close();
    }
    this.#loaded.clear();
  }

  #loadedFor(linktype: number): LoadedFilter {
    return this.#loaded.get(linktype) ?? this.#load(linktype);
  }

  #compile(options: CompileOptions): Compilation {
    const { source } = this.#request;
    try {
      return compile(source, options);
    } catch (error) {
      throw remember(error, { expression: expressionOf(source) });
    }
  }

  #load(linktype: number): LoadedFilter {
    const { options, forcedDlt } = this.#request;
    const dlt = forcedDlt ?? dltOfLinktype(linktype)?.name ?? linktype;
    const { accepts } = this.#engine;
    const target = targetNamed(accepts);
    const { filter, warnings } = this.#compile({
      ...options,
      ...(target === null ? {} : { target: target.name }),
      dlt,
    });
    for (const { message } of warnings) {
      warn(message);
    }
    const loaded = this.#engine.load(codeFor(filter, accepts));
    this.#loaded.set(linktype, loaded);
    return loaded;
  }
}

/** The fastest engine that can run here. */
const preferredEngine = (): Engine =>
  PREFERRED_ENGINES.find((engine) => engine.unavailable() === null) ?? PREFERRED_ENGINES[0];
