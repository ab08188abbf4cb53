import { definitionOf } from '../cases/desk.ts';
import { type Caller, walk } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { DomainError } from '../kernel/error.ts';
import { costOf } from '../ledger/rating/tariff.ts';
import { type Tariff, tariff as tariffContract } from '../registers/tariff/contract.ts';
import type { BillingWish } from './order.ts';

/**
 * Records the common costs that came with a run on their tariffs (登记公摊费用), in the name of who started it: that is where they are kept and published, usage and unit price with
 * them (L21a). A cost that is on record already stays; another sum for the same month is refused there, because it has to say why.
 *
 * @throws DomainError `billing.cost-unknown`, and what the tariff refuses
 */
export async function recordCosts(work: Work, caller: Caller, { costs = [], period }: BillingWish): Promise<void> {
  const definition = definitionOf(work.desk, tariffContract);
  for (const { tariff, ...cost } of costs) {
    const ref = refFor(definition, work.project, tariff);
    await fetchItems(work, [keyOf(work, definition, ref)]);
    const record = (await peek(work, definition, ref))?.record as Tariff | undefined;
    if (record?.method.kind !== 'shared') throw new DomainError('unprocessable', 'billing.cost-unknown', { tariff });
    if (costOf(record, period)?.wholeFen === cost.wholeFen) continue;
    await walk(work.desk, { ...caller, definition, id: tariff, command: 'recordCost', input: { ...cost, period } });
  }
}
