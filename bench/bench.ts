import { parseArgs } from 'node:util';
import { measureBilling } from './billing.ts';
import { measureFlatness } from './flatness.ts';
import { openHouse } from './house.ts';
import { measureImport } from './imports.ts';
import { measureLoads } from './loads.ts';
import { line } from './measure.ts';

/** The one figure that must hold: the 15 000th record costs what the first did. */
const flat = 1.3;

/**
 * The benchmark (性能基准): ratios of one run, each measured side by side with its yardstick, median and quartiles; and costs, which are counted.
 *
 * Milliseconds beside a ratio are this machine's and mean little; the ratios travel.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, only: { type: 'string' } } });
  const rounds = Number(values.rounds);
  const wants = (part: string) => values.only === undefined || values.only === part;
  line(`Ratios: median (quartiles) of ${rounds} rounds`);
  if (wants('loads')) await measureLoads(rounds);
  if (wants('billing')) await measureBilling(rounds);
  if (wants('handlers') || wants('costs') || wants('import')) {
    const house = await openHouse();
    try {
      // Functions read their environment when they are imported, and the house has only just made it.
      const [{ showCosts }, { measureHandlers }] = await Promise.all([import('./costs.ts'), import('./handlers.ts')]);
      if (wants('costs')) await showCosts(house);
      if (wants('handlers')) await measureHandlers(house, rounds * 2);
      if (wants('import')) await measureImport(house, rounds);
    } finally {
      await house.close();
    }
  }
  if (!wants('flatness')) return 0;
  const { median } = await measureFlatness(Math.max(rounds, 17));
  if (median <= flat) return 0;
  line(`Writing does not stay flat: × ${median.toFixed(2)}, allowed is × ${flat}`);
  return 1;
}

process.exit(await main());
