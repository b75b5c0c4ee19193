import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/** An MTP2 signal unit that starts `start` bytes into the packet. ITU-T Q.703, 2.2. */
const ss7 = (name: string, start: number): LinkLayer =>
  defineLayer({
    name,
    ss7: {
      lengthIndicator: start + 2,
      extendedLengthIndicator: start + 4,
      service: start + 3,
      label: start + 4,
    },
  });

/** SS7's second layer: alone, behind a pseudo-header, and behind Endace's record header. */
export const SS7: readonly LinkLayer[] = [ss7('MTP2', 0), ss7('MTP2_WITH_PHDR', 4), ss7('ERF', 20)];
