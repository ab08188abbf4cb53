import type { SheetEntry } from '../cases/definition.ts';
import type { FieldError } from '../kernel/error.ts';
import { sentence } from '../kernel/error.ts';
import type { Plain } from '../kernel/sealed.ts';
import { cellErrors } from './cells.ts';
import { nameTerm } from './name-term.ts';

/** How a row without a party's id names him: the same phone and the same name are the same party (同一电话且同名视为同一客户). */
export interface PartyMatch {
  readonly kind: 'phone';
  readonly phone: Plain;
  readonly name: string;
}

/** An entry as our sheets answer it. */
export interface RowEntry extends SheetEntry {
  /** Set when the entry's id is only a proposal: a party that matches, in the file or in the register, is meant instead. */
  readonly match?: PartyMatch;
  /** Which column filled a field of the input, for complaints about it: `{ 'relations.0': '业主姓名' }`. */
  readonly columns: Readonly<Record<string, string>>;
}

/** One record of the file: what all rows that name it say together. */
export interface GatheredEntry extends SheetEntry {
  readonly rows: readonly number[];
  /** Row and column behind a field of the input. */
  readonly sources: Readonly<Record<string, { readonly row: number; readonly column: string }>>;
}

/** A complaint about a row that only shows beside other rows. */
export interface RowProblem extends FieldError {
  readonly row: number;
}

/** What a match is kept under in memory; it holds a phone number, so it is never stored or logged. */
export function matchKey({ phone, name }: PartyMatch): string {
  return `${phone.expose()} ${nameTerm(name)}`;
}

/**
 * Gives every party one id: the register's own where the engine found the match there (`known`, by {@link matchKey}), else the first id proposed in the file.
 * Relations of the units follow, so that one owner of two flats becomes one party.
 */
export function resolveParties<E extends RowEntry>(entries: readonly E[], known: ReadonlyMap<string, string>): readonly E[] {
  const chosen = new Map(known);
  const ids = new Map<string, string>();
  for (const { id, match } of entries) {
    if (!match) continue;
    const key = matchKey(match);
    const meant = ids.get(id) ?? chosen.get(key) ?? id;
    chosen.set(key, meant);
    ids.set(id, meant);
  }
  return entries.map((entry) => ({ ...entry, id: entry.match ? (ids.get(entry.id) ?? entry.id) : entry.id, input: renamed(entry.input, ids) }));
}

function renamed(input: SheetEntry['input'], ids: ReadonlyMap<string, string>): SheetEntry['input'] {
  const { relations } = input;
  if (!Array.isArray(relations)) return input;
  return {
    ...input,
    relations: (relations as readonly { party: string }[]).map((relation) => ({ ...relation, party: ids.get(relation.party) ?? relation.party })),
  };
}

/**
 * Joins the rows that name the same record: lists are put together (co-owners stand in rows of their own), a repeated entry counts once, and a single
 * value must be the same in every row that gives it.
 */
export function gather(entries: readonly (RowEntry & { readonly row: number })[]): {
  readonly entries: readonly GatheredEntry[];
  readonly problems: readonly RowProblem[];
} {
  const byRecord = Map.groupBy(entries, ({ contract, command, id }) => `${contract.name} ${command} ${id}`);
  const problems: RowProblem[] = [];
  const gathered = [...byRecord.values()].map((parts) => joined(parts, problems));
  return { entries: gathered, problems };
}

function joined(parts: readonly (RowEntry & { readonly row: number })[], problems: RowProblem[]): GatheredEntry {
  const input: Record<string, unknown> = {};
  const sources: Record<string, { row: number; column: string }> = {};
  const [first] = parts;
  if (!first) throw new Error('a group of rows is never empty');
  for (const part of parts) {
    for (const [field, value] of Object.entries(part.input)) {
      if (Array.isArray(value)) append(input, sources, part, field, value);
      else if (!Object.hasOwn(input, field)) {
        input[field] = value;
        sources[field] = { row: part.row, column: part.columns[field] ?? '' };
      } else if (input[field] !== value) problems.push(differs(part, field, sources[field]?.row ?? first.row));
    }
  }
  return { contract: first.contract, id: first.id, command: first.command, input, rows: [...new Set(parts.map(({ row }) => row))], sources };
}

function append(
  input: Record<string, unknown>,
  sources: Record<string, { row: number; column: string }>,
  part: RowEntry & { readonly row: number },
  field: string,
  values: readonly unknown[],
): void {
  const list = (input[field] ?? []) as unknown[];
  input[field] = list;
  for (const [index, value] of values.entries()) {
    if (list.some((known) => JSON.stringify(known) === JSON.stringify(value))) continue;
    sources[`${field}.${list.length}`] = { row: part.row, column: part.columns[`${field}.${index}`] ?? part.columns[field] ?? '' };
    list.push(value);
  }
}

function differs(part: RowEntry & { readonly row: number }, field: string, first: number): RowProblem {
  const column = part.columns[field] ?? field;
  return { row: part.row, path: column, code: 'cell.rows-differ', detail: sentence('cell.rows-differ', { id: part.id, column, first }, 'zh', cellErrors) };
}

/** Row and column behind a path of a refusal, `relations.2.share` as well as `relations.2`; the record's first row when nothing closer is known. */
export function sourceOf({ sources, rows }: Pick<GatheredEntry, 'sources' | 'rows'>, path: string): { readonly row: number; readonly column: string } {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
    const source = sources[at];
    if (source) return source;
  }
  return { row: rows[0] ?? 0, column: '' };
}
