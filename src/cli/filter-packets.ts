import { saysYesOrNo } from '../compiler/can-accept.ts';
import { type Compilation, type CompileOptions, compile } from '../compiler/compile.ts';
import type { Engine, LoadedFilter } from '../engine/engine.ts';
import { engineNamed, PREFERRED_ENGINES } from '../engine/engines.ts';
import type { FilterSource } from '../source/filter-source.ts';
import { expressionOf } from '../source/sources.ts';
import { invariant } from '../support/invariant.ts';
import { dltOfLinktype } from '../support/link-types.ts';
import { codeFor, targetNamed } from '../target/targets.ts';
import { batchOf } from '../trace/batch.ts';
import type { CapturedPacket } from '../trace/capture.ts';
import { codeOf } from './errors/exit-status.ts';
import { remember } from './errors/source-of-error.ts';
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

/** The filter for the packets of one link type. */
interface LoadedLinkType {
  readonly filter: LoadedFilter;
  /** Whether its verdicts are yes and no rather than numbers of bytes. */
  readonly isYesOrNo: boolean;
}

/** What a packet keeps of its bytes where the filter only says yes. */
const WHOLE = 0xffff_ffff;

/** One filter for the packets of a capture, compiled once for each link type that occurs in it. */
export class PacketFilter {
  readonly #request: PacketFilterRequest;
  readonly #engine: Engine;
  readonly #loaded = new Map<number, LoadedLinkType | null>();
  /** Why the filter has no meaning for the first link type for which it has none. */
  #meaningless: Error | null = null;

  /** @throws EngineError where there is no such engine. */
  constructor(request: PacketFilterRequest) {
    this.#request = request;
    this.#engine = request.engine === undefined ? preferredEngine() : engineNamed(request.engine);
  }

  /**
   * Compiles the filter for packets of `linktype`, so that an error in it shows even where no packet
   * comes.
   *
   * @param mayMeetOthers whether packets of other types may come, for which it has a meaning: then it
   *   is no error that it has none for these.
   */
  prepare(linktype: number, mayMeetOthers: boolean): void {
    try {
      this.#loaded.set(linktype, this.#load(linktype));
    } catch (error) {
      if (!mayMeetOthers || this.#request.forcedDlt !== undefined || !isAboutLinkType(error)) {
        throw error;
      }
      this.#meaningless = error;
    }
  }

  /** @throws what the source language says where the filter had no meaning for any link type so far. */
  checkMeaning(): void {
    if (this.#meaningless !== null && [...this.#loaded.values()].every((one) => one === null)) {
      throw this.#meaningless;
    }
  }

  /** The verdict of each packet, in order; 0 where the filter has no meaning for its link type. */
  verdicts(packets: readonly CapturedPacket[]): Uint32Array {
    const verdicts = new Uint32Array(packets.length);
    for (let start = 0; start < packets.length; ) {
      const first = packets[start];
      invariant(first !== undefined, 'a packet stands at each index');
      const { linktype } = first;
      let end = start + 1;
      while (packets[end]?.linktype === linktype) {
        end += 1;
      }
      if (!this.#loaded.has(linktype)) {
        this.#loaded.set(linktype, this.#loadOrSkip(first));
      }
      this.#run(linktype, packets.slice(start, end), verdicts.subarray(start, end));
      start = end;
    }
    return verdicts;
  }

  close(): void {
    for (const loaded of this.#loaded.values()) {
      loaded?.filter.close();
    }
    this.#loaded.clear();
  }

  #run(linktype: number, packets: readonly CapturedPacket[], verdicts: Uint32Array): void {
    const loaded = this.#loaded.get(linktype) ?? null;
    if (loaded === null) {
      return;
    }
    loaded.filter.runBatch(batchOf(packets), verdicts);
    if (loaded.isYesOrNo) {
      verdicts.forEach((verdict, index) => {
        verdicts[index] = verdict === 0 ? 0 : WHOLE;
      });
    }
  }

  #loadOrSkip(packet: CapturedPacket): LoadedLinkType | null {
    try {
      return this.#load(packet.linktype);
    } catch (error) {
      if (!isAboutLinkType(error)) {
        throw error;
      }
      this.#meaningless ??= error;
      warn(`${placeOf(packet)}: ${error.message}; none of its packets is accepted`);
      return null;
    }
  }

  #compile(options: CompileOptions): Compilation {
    const { source } = this.#request;
    try {
      return compile(source, options);
    } catch (error) {
      throw remember(error, { expression: expressionOf(source) });
    }
  }

  #load(linktype: number): LoadedLinkType {
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
    return {
      filter: this.#engine.load(codeFor(filter, accepts)),
      isYesOrNo: expressionOf(this.#request.source) === null && saysYesOrNo(filter),
    };
  }
}

/** The fastest engine that can run here. */
const preferredEngine = (): Engine =>
  PREFERRED_ENGINES.find((engine) => engine.unavailable() === null) ?? PREFERRED_ENGINES[0];

const isAboutLinkType = (error: unknown): error is Error =>
  error instanceof Error && codeOf(error) === 'FILTER_LINK_TYPE';

/** Where `packet` was captured, for a message. */
function placeOf({ interface: from, linktype }: CapturedPacket): string {
  if (from === undefined) {
    return `link type ${linktype}`;
  }
  return `interface ${from.id}${from.name === null ? '' : ` (${from.name})`}`;
}
