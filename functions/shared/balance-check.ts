import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { checkBalances } from '../../lib/statements/balance-check.ts';
import { logger, metrics } from './log.ts';
import type { Starts } from './serve.ts';

/** The hourly check of a project's balances; what differs is counted, and the count rings the alarm. */
export const balanceCheck: Starts[string] = async (desk, project, at) => {
  const differences = await checkBalances(desk, project, at);
  if (differences.length === 0) return [];
  logger.warn('balances differ from their account', { company: desk.company, project, differences });
  metrics.addMetric('BalanceDifference', MetricUnit.Count, differences.length);
  metrics.publishStoredMetrics();
  return differences.map(({ kind }) => kind);
};
