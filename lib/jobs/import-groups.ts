import type { BatchStep, Change } from '../cases/batch.ts';
import type { Definition } from '../cases/definition.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { parseInput } from '../cases/parse.ts';
import { commandNamed } from '../cases/perform.ts';
import { DomainError, sentence } from '../kernel/error.ts';
import { type GatheredEntry, gather, sourceOf } from '../registers/row-entry.ts';
import { type PlacedEntry, rowErrors } from './import-rows.ts';
import { catalogueOf } from './job.ts';
import { nothing, type RowError, type Tally } from './run.ts';

/** One record of the file with what it names: a unit of work that goes in as a whole. Plain data: it waits in a file, with people's data in it. */
export interface Group {
  readonly id: string;
  readonly rows: readonly number[];
  /** In the order in which they are written. */
  readonly steps: readonly GroupStep[];
}

interface GroupStep extends Pick<GatheredEntry, 'id' | 'command' | 'input' | 'rows' | 'sources'> {
  readonly kind: string;
}

/** Records one unit of work has room for, whatever they are. */
const mostSteps = 40;

/**
 * Joins the rows that speak of the same record, and each record with those its rows name: co-owners stand in rows of their own, and one owner of two
 * flats goes in with both.
 */
export function groupsOf(
  desk: Desk,
  definition: Definition,
  placed: readonly PlacedEntry[],
): { readonly groups: readonly Group[]; readonly errors: readonly RowError[] } {
  const { entries, problems } = gather(placed);
  const columns = new Map(placed.map((entry) => [recordOf(entry), entry.columns]));
  const byRow = Map.groupBy(
    entries.flatMap((entry) => entry.rows.map((row) => ({ entry, row }))),
    ({ row }) => row,
  );
  const errors: RowError[] = [];
  const groups: Group[] = [];
  for (const main of entries) {
    if (main.contract.name !== definition.name) continue;
    const named = new Set(
      main.rows.flatMap((row) => (byRow.get(row) ?? []).map(({ entry }) => entry)).filter((entry) => entry.contract.name !== definition.name),
    );
    const group: Group = { id: main.id, rows: main.rows, steps: [...named, main].map((entry) => stepOf(entry, columns.get(recordOf(entry)) ?? {})) };
    const problem = problems.find(({ row }) => group.rows.includes(row));
    if (problem) errors.push(...together(desk, group, [{ row: problem.row, column: problem.path, code: problem.code, detail: problem.detail }]));
    else if (group.steps.length > mostSteps) errors.push(...refusalOf(desk, group, new DomainError('too-large', 'commit.too-large')));
    else groups.push(group);
  }
  return { groups, errors };
}

const recordOf = ({ contract, id }: Pick<PlacedEntry, 'contract' | 'id'>): string => `${contract.name} ${id}`;

/** A field that no row filled is still looked for in its column, of the record's first row. */
function stepOf({ contract, id, command, input, rows, sources }: GatheredEntry, columns: PlacedEntry['columns']): GroupStep {
  const [row = 0] = rows;
  const blank = Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, { row, column }]));
  return { kind: contract.name, id, command, input, rows, sources: { ...blank, ...sources } };
}

/** The group's commands, their inputs parsed by the commands' own schemas; `begin` hears of each before. @throws DomainError `request.invalid` */
export function stepsOf(desk: Desk, { steps }: Group, begin: (step: Named) => void): readonly BatchStep[] {
  return steps.map(({ kind, id, command, input }) => {
    const definition = definitionOf(desk, kind);
    begin({ definition, id });
    return { definition, id, command, input: parseInput(commandNamed(definition, command).input, input) };
  });
}

/** Which of a group's records is meant. */
export type Named = Pick<BatchStep, 'definition' | 'id'>;

/** The errors of a refused group: at the cell that was to blame where it is known, and for its other rows that they did not go in either. */
export function refusalOf(desk: Desk, group: Group, error: DomainError, blamed?: Named): readonly RowError[] {
  const [first = 0] = group.rows;
  const step = group.steps.find(({ kind, id }) => kind === blamed?.definition.name && id === blamed.id);
  const source = (path: string) => {
    const { row, column } = step && path !== '' ? sourceOf(step, path) : { row: first, column: '' };
    return { row: group.rows.includes(row) ? row : first, column };
  };
  return together(desk, group, rowErrors(catalogueOf(desk), error, source));
}

function together(desk: Desk, { id, rows }: Group, errors: readonly RowError[]): readonly RowError[] {
  const row = errors[0]?.row ?? 0;
  const detail = sentence('import.with-row', { row, id }, 'zh', catalogueOf(desk));
  const others = rows.filter((other) => errors.every((error) => error.row !== other));
  return [...errors, ...others.map((other) => ({ row: other, code: 'import.with-row', detail }))];
}

/** What became of the rows of groups that went in: new where the record itself is new, changed where anything they name was. */
export function tallyOf(groups: readonly Group[], changes: readonly Change[]): Tally {
  const changed = new Map(changes.map(({ ref, before }) => [`${ref.kind} ${ref.id}`, before]));
  const tally = { ...nothing };
  for (const { steps, rows } of groups) {
    const main = steps.at(-1);
    const isNew = main && changed.get(`${main.kind} ${main.id}`) === 0;
    const touched = steps.some(({ kind, id }) => changed.has(`${kind} ${id}`));
    tally[isNew ? 'created' : touched ? 'changed' : 'unchanged'] += rows.length;
  }
  return tally;
}
