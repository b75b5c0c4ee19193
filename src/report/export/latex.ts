import { type Table, tableTexts } from '../table.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '×': '$\\times$',
  '−': '$-$',
  '–': '--',
  µ: '\\textmu{}',
};

/** A table as a `tabular` with the rules of the package booktabs; the first column is text. */
export function tableLatex(table: Table): string {
  const [heads = [], ...rows] = tableTexts(table).map(
    (row) => `${row.map(escapeLatex).join(' & ')} \\\\`,
  );
  const columns = `l${'r'.repeat(Math.max(table.heads.length - 1, 0))}`;
  return [
    `\\begin{tabular}{${columns}}`,
    '\\toprule',
    heads,
    '\\midrule',
    ...rows,
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

/** `text` with what means something in LaTeX escaped. */
const escapeLatex = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\~^<>|×−–µ]|[&%$#_{}]/g, (found) => ESCAPES[found] ?? `\\${found}`);
