import type { InterpretedPacket } from '../../interpret/packet.ts';
import { languageNamed } from '../../source/sources.ts';
import { describeFailure, type Finding, type Trial } from './trial.ts';

/** What is wrong and all that is needed to see it, in lines for people. */
export function printFinding({ trial, failure, packet }: Finding): string {
  const how = trial.engine === 'original' ? 'the source itself' : `on ${trial.engine}`;
  return [
    `${describeFailure(failure)}, ${how}`,
    ...labelled('filter', printSource(trial)),
    ...(trial.engine === 'original' ? [] : labelled('passes', printPasses(trial))),
    ...(packet === null ? [] : labelled('packet', printPacket(packet))),
  ].join('\n');
}

/** The passes, and the target that they are told of where there is one. */
function printPasses({ passes, options: { target } }: Trial): string {
  const text = passes || '(none)';
  return target === undefined ? text : `${text}, for ${target}`;
}

/** The text of a trial's source, for people. */
export function printSource({ source }: Pick<Trial, 'source'>): string {
  return languageNamed(source.kind).print(source);
}

/** The bytes in hex, and the lengths and words that are not in them. */
export function printPacket({ bytes, wirelen, ancillary = {} }: InterpretedPacket): string {
  const words = Object.entries(ancillary).map(([name, value]) => `, ${name} ${value}`);
  const hex = bytes.length === 0 ? '' : `: ${Buffer.from(bytes).toString('hex')}`;
  return `${bytes.length} bytes of ${wirelen}${words.join('')}${hex}`;
}

function labelled(label: string, text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.length === 1
    ? [`  ${label}: ${text}`]
    : [`  ${label}:`, ...lines.map((line) => `    ${line}`)];
}
