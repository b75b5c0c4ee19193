import type { AblationTable } from '../data/ablation-table.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatPercent } from '../number-format.ts';
import type { Table } from '../table.ts';
import { panel } from './panel.ts';

/** What each pass of a pipeline is worth; nothing where the experiment made no ablation. */
export function ablationSection(found: AblationTable | null): Markup | null {
  return found === null
    ? null
    : panel(
        'What each pass is worth',
        html`${found.whole} with one pass left out, wherever it stands, against ${found.whole} as it is: how much more is executed, and so on. The passes that are worth most come first. Geometric means over ${formatCount(found.rows[0]?.filters ?? 0, 'filter')}; compile times are those of all filters together. Counts are exact; times a packet are the shortest of each run and scatter: where a pass changes no count, what its time differs by is chance.`,
        worthTable(found),
      );
}

/** A row for each pass that was left out. */
export function worthTable({ rows }: AblationTable): Table {
  return {
    heads: [
      'without',
      ['executed', 'instr./packet'],
      ['static', 'instructions'],
      ['ns a packet', 'in machine code'],
      ['compile time', 'of all filters'],
      ['more / less', 'filters execute'],
    ],
    rows: rows.map(({ without, executed, size, time, compile, more, less }) => [
      without,
      ...[executed, size, time, compile].map(formatPercent),
      `${more} / ${less}`,
    ]),
  };
}
