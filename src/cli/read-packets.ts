import { readCaptureFile } from '../project/read-capture-file.ts';
import { dltOfLinktype } from '../support/link-types.ts';
import type { CapturedPacket } from '../trace/capture.ts';
import { readCaptureBuffer } from '../trace/read-capture.ts';
import { remember } from './errors/source-of-error.ts';
import { UsageError } from './errors/usage-error.ts';

/** The packets of a capture. */
export interface ReadPackets {
  readonly packets: readonly CapturedPacket[];
  /** The link type of the first packet: its name, or its number where it has none. */
  readonly dlt: string | number;
}

/**
 * Reads a capture whole.
 *
 * @throws {@link UsageError} where it holds no packets; CaptureError where it is damaged.
 */
export function readPackets(file: string): ReadPackets {
  const packets = packetsIn(file);
  const [first] = packets;
  if (first === undefined) {
    throw new UsageError(`${file} has no packets`);
  }
  return { packets, dlt: dltOfLinktype(first.linktype)?.name ?? first.linktype };
}

function packetsIn(file: string): readonly CapturedPacket[] {
  try {
    return [...readCaptureBuffer(readCaptureFile(file))];
  } catch (error) {
    throw remember(error, { file });
  }
}
