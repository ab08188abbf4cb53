import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Overtaken } from '../jobs/cursor.ts';
import { type RunRef, Tally } from '../jobs/run.ts';
import type { FeeClass } from '../ledger/account.ts';
import { billId } from '../ledger/names.ts';
import { absent, notIssued } from '../table/conditions.ts';
import { chunkKey, type Key, runPartition } from '../table/keys.ts';
import { type Item, keyText, rank, type Table, type Write } from '../table/table.ts';

/** Who pays, for the figures of a run (交费人类型). */
export const payerKinds = ['owner', 'developer', 'tenant', 'merchant', 'occupant', 'other'] as const;
export type PayerKind = (typeof payerKinds)[number];

/** A bill of a run, short because thousands stand in a marker: tariff, class, charge, revision, fen, whose kind pays. */
export type BilledLine = readonly [tariff: string, feeClass: FeeClass, charge: string, revision: number, fen: number, payer: PayerKind];

/** Why something was not billed: code, tariff, meter, days. */
export type RefusedLine = readonly [code: string, tariff?: string | null, meter?: string | null, from?: string | null, to?: string | null];

/** What became of a unit: its id, the version of its record, its bills, and what was not billed. */
export type UnitLine = readonly [id: string, version: number, bills: readonly BilledLine[], refused: readonly RefusedLine[]];

/** Bills and fen, by `class|payer kind`. */
export type Amounts = Readonly<Record<string, readonly [bills: number, fen: number]>>;

/**
 * That a chunk of a run is done, and what came of it (批次标记). It stands in one transaction with the chunk's totals, so that the figures of a project never hold a chunk twice or by
 * half; the bills themselves are there before it.
 */
export interface Marker {
  readonly chunk: number;
  /** Whether its bills were issued, or only worked out. */
  readonly issued: boolean;
  readonly tally: Tally;
  readonly amounts: Amounts;
  readonly units: readonly UnitLine[];
}

const keyOf = (table: Table, { project, job, id }: RunRef, chunk: number): Key => chunkKey(table.company, project, job, id, chunk);

/** The write that says a chunk is done, once. */
export function markerWrite(table: Table, run: RunRef, { chunk, issued, tally, amounts, units }: Marker): Write {
  return {
    put: {
      ...keyOf(table, run, chunk),
      chunk,
      version: 1,
      next: units.length,
      ended: true,
      issued,
      tally,
      amounts,
      detail: deflateRawSync(JSON.stringify({ units })),
    },
    condition: issued ? notIssued : absent,
    rank: rank.idempotency,
    refusal: () => new Overtaken(),
  };
}

function fromItem(item: Item): Marker {
  const { units } = JSON.parse(inflateRawSync(item['detail'] as Uint8Array).toString('utf8')) as Pick<Marker, 'units'>;
  return { chunk: Number(item['chunk']), issued: item['issued'] === true, tally: Tally.parse(item['tally']), amounts: item['amounts'] as Amounts, units };
}

export async function readMarker(table: Table, run: RunRef, chunk: number): Promise<Marker | undefined> {
  const key = keyOf(table, run, chunk);
  const item = (await table.getAll([key])).get(keyText(key));
  return item && fromItem(item);
}

/** All markers of a run, by chunk. */
export async function readMarkers(table: Table, { project, job, id }: RunRef): Promise<readonly Marker[]> {
  const markers: Marker[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await table.query({ pk: runPartition(table.company, project, job, id), prefix: 'CHUNK#', limit: 200, after });
    markers.push(...page.items.map(fromItem));
    after = page.next;
  } while (after);
  return markers;
}

/** Ids of the bills a unit got. */
export const billIdsOf = ([unit, , bills]: UnitLine, period: string): readonly string[] =>
  bills.map(([, feeClass, charge, revision]) => billId({ unit, period, feeClass, charge, revision }));

export function addAmounts(a: Amounts, b: Amounts): Amounts {
  const sums: Record<string, readonly [number, number]> = { ...a };
  for (const [key, [bills, fen]] of Object.entries(b)) {
    const [before, beforeFen] = sums[key] ?? [0, 0];
    sums[key] = [before + bills, beforeFen + fen];
  }
  return sums;
}

export function amountsOf(units: readonly UnitLine[]): Amounts {
  const sums: Record<string, [number, number]> = {};
  for (const [, , bills] of units)
    for (const [, feeClass, , , fen, payer] of bills) {
      const key = `${feeClass}|${payer}`;
      const [count, sum] = sums[key] ?? [0, 0];
      sums[key] = [count + 1, sum + fen];
    }
  return sums;
}
