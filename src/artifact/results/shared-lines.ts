/** A value of JSON. */
type Json = unknown;

/**
 * `value` with each text of several lines replaced by `{ lines }`, and the lines themselves in a table
 * `lines` beside its fields. The steps of a compilation and the listings of similar filters have most
 * lines in common, so that results take half the room.
 *
 * A text is a list of runs: the index of a line in the table, and how many lines from there on.
 */
export function shareLines(value: object): object {
  const table = new Map<string, number>();
  const encode = (part: Json): Json => {
    if (typeof part === 'string' && part.includes('\n')) {
      return { lines: runsOf(part.split('\n'), table) };
    }
    return mapChildren(part, encode);
  };
  return { ...(encode(value) as object), lines: [...table.keys()] };
}

/** Undoes {@link shareLines}; what has no table stays as it is. */
export function joinLines(value: Json): Json {
  if (!isObject(value) || !isList(value.lines)) {
    return value;
  }
  const { lines: table, ...fields } = value;
  const decode = (part: Json): Json =>
    isObject(part) && isList(part.lines)
      ? linesOf(part.lines, table).join('\n')
      : mapChildren(part, decode);
  return decode(fields);
}

function runsOf(lines: readonly string[], table: Map<string, number>): readonly number[] {
  const runs: number[] = [];
  for (const line of lines) {
    const index = table.get(line) ?? table.size;
    table.set(line, index);
    const last = runs.length - 1;
    if (index === (runs[last - 1] ?? Number.NaN) + (runs[last] ?? 0)) {
      runs[last] = (runs[last] ?? 0) + 1;
    } else {
      runs.push(index, 1);
    }
  }
  return runs;
}

function linesOf(runs: readonly Json[], table: readonly Json[]): readonly Json[] {
  return runs.flatMap((start, index) => {
    const count = runs[index + 1];
    return index % 2 === 0 ? table.slice(Number(start), Number(start) + Number(count)) : [];
  });
}

function mapChildren(part: Json, change: (child: Json) => Json): Json {
  if (isList(part)) {
    return part.map(change);
  }
  return isObject(part)
    ? Object.fromEntries(Object.entries(part).map(([key, child]) => [key, change(child)]))
    : part;
}

const isList = (part: Json): part is readonly Json[] => Array.isArray(part);

const isObject = (part: Json): part is Readonly<Record<string, Json>> =>
  typeof part === 'object' && part !== null && !isList(part);
