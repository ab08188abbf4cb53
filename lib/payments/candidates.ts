import { checkVisibleTo, rolesFor } from '../cases/access.ts';
import { type Desk, definitionOf } from '../cases/desk.ts';
import type { BillCard } from '../cases/money-items.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import { keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { inParallel } from '../jobs/parallel.ts';
import { DomainError } from '../kernel/error.ts';
import { billNamed } from '../ledger/names.ts';
import { nameTerm } from '../registers/name-term.ts';
import { party as partyContract } from '../registers/party/contract.ts';
import { billShards, findPrefix, openBillPartition } from '../table/keys.ts';
import { suspense as suspenseContract } from '../workflows/suspense/contract.ts';
import type { Suspense } from '../workflows/suspense/record.ts';

/** A proposal whose money it might be (认领建议). */
export interface Candidate {
  /** The bill or all open bills of the payer's unit are over this very sum, or the payer has the sender's name. */
  readonly why: 'bill' | 'household' | 'name';
  readonly payer: string;
  readonly unit: string;
  readonly bills: readonly string[];
  readonly openFen: number;
}

const mostCandidates = 20;
/** Open bills looked through; a project with more has other worries than one transfer. */
const mostOpenBills = 20_000;

/**
 * Proposes whose an unclaimed transfer is (暂收认领建议): a bill or a household that owes exactly this sum, and households whose payer has the sender's name; the likeliest
 * first. A late fee is not reckoned in, so a sum with one is found by its name.
 *
 * @throws DomainError `access.not-found`
 */
export async function candidates(desk: Desk, caller: Caller, id: string): Promise<{ items: readonly Candidate[] }> {
  const definition = definitionOf(desk, suspenseContract);
  const ref = refFor(definition, caller.project, id);
  const { work } = await openWork(desk, caller, [keyOf({ desk }, definition, ref)]);
  const stored = await peek(work, definition, ref);
  if (!stored) throw new DomainError('not-found', 'access.not-found');
  checkVisibleTo(work, definition, id, await rolesFor(work, definition, stored));
  const { leftFen, sender } = stored.record as Suspense;
  if (leftFen === 0) return { items: [] };
  const [bills, namesakes] = await Promise.all([openBills(work), sender === undefined ? [] : partiesNamed(work, sender)]);
  return { items: proposals(bills, leftFen, new Set(namesakes)).slice(0, mostCandidates) };
}

/** Purely: what fits, by how well it does. */
export function proposals(bills: readonly BillCard[], fen: number, namesakes: ReadonlySet<string>): readonly Candidate[] {
  const unitOf = ({ id }: BillCard): string => billNamed(id)?.unit ?? '';
  const households = [...Map.groupBy(bills, (bill) => `${unitOf(bill)}~${bill.payer}`).values()].map((own): Omit<Candidate, 'why'> => {
    const [first] = own as [BillCard, ...BillCard[]];
    return { payer: first.payer, unit: unitOf(first), bills: own.map(({ id }) => id), openFen: own.reduce((sum, { openFen }) => sum + openFen, 0) };
  });
  const single = bills
    .filter(({ openFen }) => openFen === fen)
    .map((bill): Candidate => ({ why: 'bill', payer: bill.payer, unit: unitOf(bill), bills: [bill.id], openFen: fen }));
  const whole = households.filter(({ openFen, bills: own }) => openFen === fen && own.length > 1).map((one): Candidate => ({ why: 'household', ...one }));
  const named = households.filter(({ payer }) => namesakes.has(payer)).map((one): Candidate => ({ why: 'name', ...one }));
  const isNamed = ({ payer }: Candidate) => (namesakes.has(payer) ? 0 : 1);
  return [...[...single, ...whole].toSorted((a, b) => isNamed(a) - isNamed(b)), ...named];
}

async function openBills({ desk, project }: Work): Promise<readonly BillCard[]> {
  const shards = await inParallel(
    Array.from({ length: billShards }, (_, shard) => shard),
    4,
    async (shard) => {
      const cards: BillCard[] = [];
      let after: Readonly<Record<string, unknown>> | undefined;
      do {
        const page = await desk.table.query({ index: 'queue', pk: openBillPartition(desk.company, project, shard), prefix: 'open#', limit: 1000, after });
        cards.push(...page.items.map((item) => item['card'] as BillCard));
        after = cards.length < mostOpenBills / billShards ? page.next : undefined;
      } while (after);
      return cards;
    },
  );
  return shards.flat();
}

async function partiesNamed({ desk, project }: Work, sender: string): Promise<readonly string[]> {
  const definition = definitionOf(desk, partyContract);
  const prefix = findPrefix(desk.company, refFor(definition, project, '').project, { kind: 'name', value: nameTerm(sender) }, definition.name);
  const { items } = await desk.table.query({ ...prefix, limit: 50 });
  return items.map((item) => String(item['id']));
}
