import { provenCompany } from '../kernel/actor.ts';
import type { Instant } from '../kernel/clock.ts';
import { dueShards, type Key, parseDue, projectDirectory, type Ref } from './keys.ts';
import { type Item, openTable, type Table } from './table.ts';

/** A record that waits to be swept. */
export interface DueItem {
  readonly company: string;
  readonly ref: Ref;
  readonly key: Key;
  /** Its entry in the index, unique as long as it waits for the same instant. */
  readonly sk: string;
}

/** The due index spans companies; only system functions may ask it. */
function systemTable(table: string): Table {
  return openTable(provenCompany('-'), table);
}

/** Pages of what is due at `now`, urgent shards first. What has been fired meanwhile shows once more at worst, and fires nothing. */
export async function* dueItems(table: string, now: Instant): AsyncGenerator<readonly DueItem[]> {
  for (const shard of dueShards) {
    let after: Readonly<Record<string, unknown>> | undefined;
    do {
      const page = await systemTable(table).query({ index: 'due', pk: shard, to: `${now}#\u{10FFFF}`, limit: 200, after });
      yield page.items.map(toDue);
      after = page.next;
    } while (after);
  }
}

function toDue(item: Item): DueItem {
  const sk = String(item['dsk']);
  const { company, ref } = parseDue(sk);
  return { company, ref, key: { pk: item.pk, sk: item.sk }, sk };
}

/** Failures after which a record is taken out of the sweep until somebody touches it. */
const patience = 5;

/** Counts a failed sweep; at the fifth the record is parked: out of the index, `parkedAt` set. */
export async function noteFailure(table: string, key: Key, now: Instant): Promise<boolean> {
  const own = systemTable(table);
  const item = await own.update(key, { expression: 'ADD #failures :one', names: { '#failures': 'failures' }, values: { ':one': 1 } });
  if (Number(item?.['failures'] ?? 0) < patience) return false;
  await own.update(key, { expression: 'SET #parked = :now REMOVE dpk, dsk', names: { '#parked': 'parkedAt' }, values: { ':now': now } });
  return true;
}

/** Every project of every company, from the directory. */
export async function* projectsOfAll(table: string): AsyncGenerator<readonly { company: string; project: string }[]> {
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await systemTable(table).query({ index: 'due', pk: projectDirectory, limit: 200, after });
    yield page.items.map((item) => {
      const [company = '', project = ''] = String(item['dsk']).split('#');
      return { company, project };
    });
    after = page.next;
  } while (after);
}
