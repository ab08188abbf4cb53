import { shareWeight } from '../ledger/rating/recurring.ts';
import { type ShareKey, shareKey } from '../ledger/rating/share.ts';
import type { Tariff } from '../ledger/rating/tariff.ts';
import type { FrozenUnit } from './frozen.ts';

/** How each common cost falls on the units (公摊), worked out over all of them before the first one is billed. */
export function sharesOf(
  costs: readonly (readonly [id: string, tariff: Tariff, wholeFen: number])[],
  units: readonly FrozenUnit[],
  period: string,
): readonly (readonly [tariff: string, key: ShareKey])[] {
  return costs.flatMap(([id, tariff, wholeFen]) => {
    const weighed = units.map(({ id: unitId, unit }) => [unitId, shareWeight({ unitId, unit }, id, tariff, period)] as const);
    const key = shareKey(
      wholeFen,
      weighed.filter(([, weight]) => weight > 0),
    );
    return key ? [[id, key] as const] : [];
  });
}
