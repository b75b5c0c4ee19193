import type { AnnouncedTarget } from '../target.ts';

/** eBPF, which has its place in the command line and no back end yet. */
export const EBPF: AnnouncedTarget = {
  name: 'ebpf',
  options: [
    {
      name: 'context',
      value: 'hook',
      summary: 'where eBPF code runs',
      choices: ['socket', 'tc', 'xdp'],
    },
    {
      name: 'verdict',
      value: 'form',
      summary: 'what eBPF code returns',
      choices: ['raw', 'action'],
    },
  ],
  formats: new Map([
    ['asm', null],
    ['raw', null],
    ['elf', null],
  ]),
};
