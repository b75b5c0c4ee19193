import type { Command } from 'commander';
import { COMMAND_NOTES, type CommandNotes, PROGRAM_NOTES, statusesOf } from './command-notes.ts';

/** Adds to the help of `program` and its commands what their exit status says, and examples. */
export function addNotes(program: Command): void {
  program.addHelpText('after', () => notesText(PROGRAM_NOTES));
  for (const command of program.commands) {
    const notes = COMMAND_NOTES[command.name()];
    if (notes !== undefined) {
      command.addHelpText('after', () => notesText(notes));
    }
  }
}

function notesText(notes: CommandNotes): string {
  const statuses = statusesOf(notes).map(([status, what]) => `  ${`${status}`.padEnd(4)}${what}`);
  const examples = notes.examples.map(([args, what]) => `  bpfopt ${args}\n      ${what}`);
  return ['', 'Exit status:', ...statuses, '', 'Examples:', ...examples].join('\n');
}
