import type { Argument, Command, Option } from 'commander';
import { COMMAND_NOTES, type CommandNotes, statusesOf } from './command-notes.ts';

/** The manual page of `program` in the language of man(7), section 1. */
export function manPage(program: Command, version: string): string {
  const { commands } = program;
  return `${[
    `.TH BPFOPT 1 "" "bpfopt ${version}" "User Commands"`,
    '.SH NAME',
    `bpfopt \\- ${text('an optimizing compiler for packet filters')}`,
    '.SH SYNOPSIS',
    ...commands.flatMap(synopsis),
    '.SH DESCRIPTION',
    text(program.description()),
    text('Results go to standard output, everything else to standard error.'),
    '.SH OPTIONS',
    ...program.options.flatMap(optionItem),
    '.SH COMMANDS',
    ...commands.flatMap(commandPart),
    '.SH SEE ALSO',
    '.BR pcap\\-filter (7),',
    '.BR tcpdump (1)',
  ].join('\n')}\n`;
}

const synopsis = (command: Command): readonly string[] => [
  `.B bpfopt ${text(command.name())}`,
  `.RI ${quoted(['[options]', ...command.registeredArguments.map(argumentName)].join(' '))}`,
  '.br',
];

function argumentName(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function commandPart(command: Command): readonly string[] {
  const notes = COMMAND_NOTES[command.name()];
  const shown = command.options.filter(({ hidden }) => !hidden);
  return [
    `.SS ${quoted(command.name())}`,
    text(`${command.description()}.`),
    ...command.registeredArguments.flatMap((argument) => [
      '.TP',
      `.I ${text(argumentName(argument))}`,
      text(argument.description),
    ]),
    ...shown.flatMap(optionItem),
    ...(notes === undefined ? [] : notesPart(notes)),
  ];
}

const notesPart = (notes: CommandNotes): readonly string[] => [
  '.PP',
  'Exit status:',
  ...statusesOf(notes).flatMap(([status, what]) => ['.TP', `${status}`, text(what)]),
  '.PP',
  'Examples:',
  ...notes.examples.flatMap(([args, what]) => ['.TP', `.B ${text(`bpfopt ${args}`)}`, text(what)]),
];

const optionItem = (option: Option): readonly string[] => [
  '.TP',
  `.B ${text(option.flags)}`,
  text([option.description, ...valuesOf(option)].join(' ')),
];

const valuesOf = ({ argChoices, defaultValue }: Option): readonly string[] => [
  ...(argChoices === undefined ? [] : [`(choices: ${argChoices.join(', ')})`]),
  ...(typeof defaultValue === 'string' || typeof defaultValue === 'number'
    ? [`(default: ${defaultValue})`]
    : []),
];

/** The signs that roff takes for itself or prints as typographic ones, and how they are written. */
const SIGNS: Readonly<Record<string, string>> = {
  "'": '\\(aq',
  '-': '\\-',
  '^': '\\(ha',
  '`': '\\(ga',
  '~': '\\(ti',
  '\\': '\\e',
};

/** Text that roff prints as it is: no escape, no hyphen for a minus, no request at the start of a line. */
function text(plain: string): string {
  const escaped = plain
    .replaceAll(/['\\`^~-]/g, (sign) => SIGNS[sign] ?? sign)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^ -~]/gu, (letter) => `\\[u${hexOf(letter)}]`);
  return escaped.startsWith('.') ? `\\&${escaped}` : escaped;
}

const hexOf = (letter: string): string =>
  (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

const quoted = (plain: string): string => `"${text(plain).replaceAll('"', '\\(dq')}"`;
