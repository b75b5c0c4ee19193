import { EXIT_STATUS } from '../errors/exit-status.ts';

/** What the help of a command says besides its options. */
export interface CommandNotes {
  /** Command lines, without the program's name, and what each is for. */
  readonly examples: readonly (readonly [args: string, what: string])[];
  /** What the answer no, status 1, means; absent where the command never gives it. */
  readonly no?: string;
  /** What status 3 means; absent where the command never ends with it. */
  readonly unknown?: string;
}

const CAPTURE = 'capture.pcap';

/** What holds of all commands. */
export const PROGRAM_NOTES: CommandNotes = {
  examples: [['compile --help', 'options, statuses and examples of one command']],
  no: 'the answer is no: not equivalent, a proof failed, a limit missed',
  unknown: 'it can not be said: a proof ran out of time',
};

/** The notes of each command, by its name, in the order of the help. */
export const COMMAND_NOTES: Readonly<Record<string, CommandNotes>> = {
  compile: {
    examples: [
      ["compile -d 'tcp dst port 443'", 'the program, as tcpdump -d prints it'],
      ["compile --emit x64 --format raw -o filter.bin 'udp port 53'", 'machine code, to a file'],
      ["compile --print-changed --passes 'my-pass,O2' --plugin my-pass.ts ip6", 'what a pass does'],
      ['compile --filters filters.txt --json', 'a line of JSON for each line of a file'],
    ],
    no: '--prove has shown a step to be wrong, or lines of --filters could not be compiled',
    unknown: '--prove could not say of every step whether it is right',
  },
  run: {
    examples: [
      [`run 'udp port 53' -r ${CAPTURE} --count`, 'how many packets there are'],
      [`run 'tcp[tcpflags] & tcp-syn != 0' -r ${CAPTURE} -w syn.pcap`, 'these packets alone'],
      ["run 'host 10.0.0.1' -r - -w - < capture.pcapng > host.pcapng", 'in a pipe'],
    ],
  },
  bench: {
    examples: [
      [`bench 'tcp port 80' --trace ${CAPTURE}`, 'all engines, beside libpcap'],
      [`bench ip6 --trace ${CAPTURE} --pipelines 'O2;my-pass,O2' --plugin my-pass.ts`, 'a pass'],
      ['bench --compile-time --kinds host --terms 100,1000', 'how long compiling takes'],
    ],
    no: 'a limit or a target is missed',
  },
  experiment: {
    examples: [
      ['experiment', 'the bundled experiment, to reports/out'],
      ['experiment my-experiment.ts --no-timing', 'one of your own, what is exact alone'],
    ],
    no: 'pipelines or engines of ours disagree, or a step is wrong; the results name them',
  },
  compare: {
    examples: [
      ["compare out/mine.json --pipelines 'O2;mine'", 'two pipelines of one experiment'],
      ['compare before.json after.json --csv > figures.csv', 'two runs, every table as CSV'],
    ],
  },
  report: {
    examples: [
      ['report reports/out/bundled.json -o report.html', 'a page from results'],
      ['report mine.json --baseline O0 --csv --svg -o figures', 'tables and charts, a file each'],
    ],
  },
  fuzz: {
    examples: [
      ['fuzz --seed 1 --time 60', 'random filters for a minute'],
      ['fuzz --case fuzz-findings/finding-1.json', 'what was found, again'],
    ],
    no: 'something is found',
  },
  bisect: {
    examples: [
      ['bisect --case fuzz-findings/finding-1.json', 'the pass application to blame'],
      [`bisect --passes 'my-pass,O2' --plugin my-pass.ts -r ${CAPTURE} ip`, 'on given packets'],
    ],
    no: 'a verdict is wrong, and here is since when',
  },
  reduce: {
    examples: [['reduce --case fuzz-findings/finding-1.json --ir -o small.json', 'a small case']],
    no: 'every verdict is right, so that there is nothing to reduce',
  },
  'check-pass': {
    examples: [
      ['check-pass my-pass.ts -o page.html', 'whether a pass is right, and what it gains'],
    ],
    no: 'the pass is refused; what shows why is written to fuzz-findings/',
  },
  verify: {
    examples: [
      ["verify 'host 1.2.3.4' 'src host 1.2.3.4 or dst host 1.2.3.4'", 'two expressions'],
      ["verify program.ddd 'tcp port 80' -w packet.pcap", 'a program, and a packet if they differ'],
    ],
    no: 'they differ, and here is a packet',
    unknown: 'neither is shown in the time given',
  },
  passes: { examples: [['passes --plugin my-pass.ts', 'passes and pipelines, yours among them']] },
  engines: { examples: [['engines --json', 'as JSON']] },
  dlts: { examples: [['dlts', 'names and numbers for --dlt']] },
  completions: {
    examples: [
      ['completions bash > ~/.local/share/bash-completion/completions/bpfopt', 'for bash'],
    ],
  },
  man: { examples: [['man | man -l -', 'the manual page']] },
};

/** What the statuses mean that every command may end with. */
const COMMON = {
  done: 'done',
  badInput: 'the input is wrong: the message names the place',
  defect: 'a defect of bpfopt: the message names a file to see it again by',
} as const;

/** The exit statuses of a command in rising order, and what each says. */
export const statusesOf = ({
  no,
  unknown,
}: CommandNotes): readonly (readonly [number, string])[] => [
  [EXIT_STATUS.done, COMMON.done] as const,
  ...(no === undefined ? [] : [[EXIT_STATUS.no, no] as const]),
  [EXIT_STATUS.badInput, COMMON.badInput] as const,
  ...(unknown === undefined ? [] : [[EXIT_STATUS.unknown, unknown] as const]),
  [EXIT_STATUS.defect, COMMON.defect] as const,
];
