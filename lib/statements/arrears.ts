import * as z from 'zod';
import type { Desk } from '../cases/desk.ts';
import type { BillCard } from '../cases/money-items.ts';
import { parseInput } from '../cases/parse.ts';
import { type ListQuery, newCursor, openCursor } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import { addDays, parseCivilDate } from '../kernel/calendar.ts';
import { DomainError } from '../kernel/error.ts';
import { dateText } from '../kernel/schema.ts';
import { billNamed } from '../ledger/names.ts';
import { billShards, openBillPartition } from '../table/keys.ts';
import type { Question } from '../table/table.ts';
import { type Ageing, type AgeingGroup, ageing, ageingBy, groupings } from './ageing.ts';
import { knownOn } from './known-then.ts';
import { arrearsReaders, checkReads, seesBuilding } from './readers.ts';

const ArrearsQuery = z.strictObject({ asOf: dateText().optional(), by: z.enum(groupings).default('class') });

/** How many days back arrears are told as they were known: every entry since is read again. */
const mostDaysBack = 400;

/** Arrears of a project (欠费账龄): the whole, and a page of its groups. */
export interface Arrears extends Ageing {
  readonly asOf: string;
  readonly by: (typeof groupings)[number];
  readonly items: readonly AgeingGroup[];
  readonly cursor?: string;
}

/**
 * What a project's households owe, by age and by class, building, payer or unit, today or as it was known on an earlier day. Reads the index of open bills: as much as there
 * are arrears, whatever the households; of an earlier day also the entries since. Whose positions are limited to some buildings sees those.
 *
 * @throws DomainError `access.not-found`, `access.forbidden`, `request.invalid` for a day that does not exist, lies ahead or too far back
 */
export async function readArrears(
  desk: Desk,
  caller: Caller,
  query: ListQuery & { readonly asOf?: string | undefined; readonly by?: string | undefined },
): Promise<Arrears> {
  const { work } = await openWork(desk, caller);
  checkReads(work, arrearsReaders, false);
  const { asOf = work.today, by } = wished(query, work);
  const cards = await openBills(desk, caller.project);
  const known = asOf === work.today ? cards : await knownOn(desk, caller.project, asOf, work.today, cards);
  const seen = known.filter(({ id }) => seesBuilding(work, billNamed(id)?.unit ?? ''));
  const groups = ageingBy(by, seen, asOf);
  const purpose = ['arrears', desk.company, caller.project, caller.person, asOf, by].join('|');
  const from = query.cursor === undefined ? 0 : Number(await openCursor(desk, purpose, query.cursor));
  const more = from + query.limit < groups.length;
  return {
    asOf,
    by,
    ...ageing(seen, asOf),
    items: groups.slice(from, from + query.limit),
    ...(more ? { cursor: await newCursor(desk, purpose, from + query.limit) } : {}),
  };
}

function wished({ asOf, by }: { readonly asOf?: string | undefined; readonly by?: string | undefined }, { today }: Work): z.output<typeof ArrearsQuery> {
  const wish = parseInput(ArrearsQuery, { ...(asOf === undefined ? {} : { asOf }), ...(by === undefined ? {} : { by }) }) as z.output<typeof ArrearsQuery>;
  const earliest = addDays(parseCivilDate(today), -mostDaysBack);
  if (wish.asOf === undefined || (wish.asOf <= today && wish.asOf >= earliest)) return wish;
  throw new DomainError('invalid', 'request.invalid', {}, [{ path: 'asOf', code: 'request.value', detail: '', allowed: `${earliest} – ${today}` }]);
}

/** The cards of every open bill of a project, from the index; the shards side by side. */
export async function openBills({ table, company }: Pick<Desk, 'table' | 'company'>, project: string): Promise<readonly BillCard[]> {
  const shards = Array.from({ length: billShards }, async (_, shard): Promise<readonly BillCard[]> => {
    const cards: BillCard[] = [];
    let after: Question['after'];
    do {
      const page = await table.query({ index: 'queue', pk: openBillPartition(company, project, shard), prefix: 'open#', limit: 2000, after });
      cards.push(...page.items.map(({ card }) => card as BillCard));
      after = page.next;
    } while (after);
    return cards;
  });
  return (await Promise.all(shards)).flat();
}
