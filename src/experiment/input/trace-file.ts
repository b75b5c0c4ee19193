import path from 'node:path';
import type { TraceEntry } from '../../artifact/results/results.ts';
import { gunzipped } from '../../project/read-capture-file.ts';
import { readUserFile } from '../../project/read-file.ts';
import { dltOfLinktype } from '../../support/link-types.ts';
import { batchOf, type PacketBatch } from '../../trace/batch.ts';
import { type CapturedPacket, CaptureError, type CaptureErrorCode } from '../../trace/capture.ts';
import { readCaptureBuffer } from '../../trace/read-capture.ts';
import type { NamedFile } from './find-files.ts';
import { sha256 } from './provenance.ts';

/** The number of packets that engines get in one call. */
export const BATCH_PACKETS = 4096;

/** A capture in memory. */
export interface LoadedTrace {
  readonly entry: TraceEntry;
  /** The name of the link type; `null` for one that has none, which no filter is for. */
  readonly dlt: string | null;
  /** All packets in order, {@link BATCH_PACKETS} in each batch but the last. */
  readonly batches: readonly PacketBatch[];
  /**
   * What is timed: the first {@link BATCH_PACKETS} packets, the trace again from its start where it
   * is shorter.
   */
  readonly timed: PacketBatch;
}

/** A capture that can't be used in an experiment. The message names the file. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  readonly code: CaptureErrorCode | 'CAPTURE_MIXED' | 'CAPTURE_EMPTY';

  constructor(
    message: string,
    options: ErrorOptions & { readonly file: string; readonly code: TraceError['code'] },
  ) {
    super(`${options.file}: ${message}`, options);
    this.code = options.code;
  }
}

/**
 * Reads captures whole. They are named as their files without the extension, where that tells them
 * apart.
 *
 * @throws {@link TraceError} for a capture that is damaged, empty, or mixes link types.
 */
export function loadTraces(files: readonly NamedFile[]): readonly LoadedTrace[] {
  const short = files.map(({ name }) => path.basename(name, path.extname(name)));
  return files.map((file, index) => {
    const name = short[index] ?? file.name;
    return loadTrace(file, short.indexOf(name) === short.lastIndexOf(name) ? name : file.name);
  });
}

function loadTrace(file: NamedFile, name: string): LoadedTrace {
  const content = readUserFile(file.path);
  const packets = readPackets(content, file.name);
  const [first] = packets;
  if (first === undefined) {
    throw new TraceError('the capture has no packets', { file: file.name, code: 'CAPTURE_EMPTY' });
  }
  const { linktype } = first;
  if (packets.some((packet) => packet.linktype !== linktype)) {
    throw new TraceError('the capture mixes link types', {
      file: file.name,
      code: 'CAPTURE_MIXED',
    });
  }
  const entry: TraceEntry = {
    name,
    file: file.name,
    sha256: sha256(content),
    linktype,
    packets: packets.length,
    bytes: packets.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
  const batchCount = Math.ceil(packets.length / BATCH_PACKETS);
  const batches = Array.from({ length: batchCount }, (_, index) =>
    batchOf(packets.slice(index * BATCH_PACKETS, (index + 1) * BATCH_PACKETS)),
  );
  const timed = Array.from(
    { length: BATCH_PACKETS },
    (_, index) => packets[index % packets.length] ?? first,
  );
  return {
    entry,
    dlt: dltOfLinktype(linktype)?.name ?? null,
    batches,
    timed: batchOf(timed),
  };
}

/**
 * The packets of the capture `content`, which `file` holds.
 *
 * @throws {@link TraceError} where it is damaged.
 */
export function readPackets(content: Uint8Array, file: string): readonly CapturedPacket[] {
  try {
    return [...readCaptureBuffer(gunzipped(content))];
  } catch (cause) {
    if (cause instanceof CaptureError) {
      throw new TraceError(cause.message, { file, code: cause.code, cause });
    }
    throw cause;
  }
}
