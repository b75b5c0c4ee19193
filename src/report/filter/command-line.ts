import type { ExperimentResults, FilterEntry } from '../../artifact/results/results.ts';
import { DEFAULT_SNAPLEN } from '../../support/snaplen.ts';

/** What to type to see the code that the subject of `results` made of `filter`. */
export function commandLine(
  { dlt, expression, from }: FilterEntry,
  { subject, pipelines, options, inputs }: ExperimentResults,
): string {
  const text = pipelines.find(({ name }) => name === subject)?.text ?? subject;
  const { semantics, snaplen, netmask, linux, encapsulation, extensions, profile } = options;
  const words = [
    /^O\d$/.test(subject) ? `-${subject}` : `--passes ${quoted(text)}`,
    ...inputs.plugins.map(({ name, file }) => `--plugin ${quoted(file ?? name)}`),
    from === undefined ? '' : `--from ${from}`,
    dlt === 'EN10MB' ? '' : `--dlt ${dlt}`,
    semantics === 'strict' ? '' : `--semantics ${semantics}`,
    snaplen === DEFAULT_SNAPLEN ? '' : `--snaplen ${snaplen}`,
    netmask === null ? '' : `--netmask 0x${netmask.toString(16)}`,
    linux ? '--linux' : '',
    encapsulation === 'libpcap' ? '' : `--encapsulation ${encapsulation}`,
    extensions ? '--extensions' : '',
    profile === null ? '' : `--profile ${quoted(profile.file)}`,
    quoted(expression.length > MAX_EXPRESSION ? '…' : expression),
  ];
  return `bpfopt compile ${words.filter((word) => word !== '').join(' ')}`;
}

/** Longer expressions are only hinted at. */
const MAX_EXPRESSION = 80;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
