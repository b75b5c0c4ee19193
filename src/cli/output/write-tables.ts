import path from 'node:path';
import type { NamedTable } from '../../report/table.ts';
import { makeFolder, writeOutput } from './write-output.ts';

/** In which forms tables are wanted. */
export interface TableFlags {
  readonly csv?: boolean;
  readonly latex?: boolean;
  readonly markdown?: boolean;
}

/** Whether `output` names a folder: it has no extension. */
export const isFolderName = (output: string | undefined): output is string =>
  output !== undefined && output !== '-' && path.extname(output) === '';

/** Whether `flags` ask for any form. */
export const wantsTables = ({ csv, latex, markdown }: TableFlags): boolean =>
  csv === true || latex === true || markdown === true;

/**
 * Writes `tables` in each form that is wanted: a file each where `output` names a folder, which is made, else
 * one after the other.
 */
export async function writeTables(
  tables: readonly NamedTable[],
  output: string | undefined,
  flags: TableFlags,
): Promise<void> {
  const { tableCsv } = await import('../../report/export/csv.ts');
  const { tableLatex } = await import('../../report/export/latex.ts');
  const { tableText } = await import('../../report/table.ts');
  const asMarkdown = ({ title, table }: NamedTable): string => `${title}\n\n${tableText(table)}\n`;
  const forms = [
    { wanted: flags.csv, extension: 'csv', form: ({ table }: NamedTable) => tableCsv(table) },
    { wanted: flags.latex, extension: 'tex', form: ({ table }: NamedTable) => tableLatex(table) },
    { wanted: flags.markdown, extension: 'md', form: asMarkdown },
  ].filter(({ wanted }) => wanted === true);
  if (!isFolderName(output)) {
    await writeOutput(forms.flatMap(({ form }) => tables.map(form)).join('\n'), output);
    return;
  }
  makeFolder(output);
  for (const { extension, form } of forms) {
    for (const one of tables) {
      await writeOutput(form(one), path.join(output, `${one.name}.${extension}`));
    }
  }
}
