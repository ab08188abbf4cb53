import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { now } from '../lib/kernel/clock.ts';
import { type DueItem, dueItems, noteFailure } from '../lib/table/due.ts';
import { env } from './shared/env.ts';
import { logger } from './shared/log.ts';
import type { FireEvent } from './shared/serve.ts';

const lambda = new LambdaClient({});

/** Records swept side by side. */
const atOnce = 16;

/**
 * The sweep (扫描), every minute: finds what is due, urgent shards first, and has each record's own function fire it under its company's credentials.
 *
 * What fails five times is parked with an alarm, so that one broken record does not hold up the others.
 */
export async function handler(): Promise<{ swept: number; failed: number }> {
  let [swept, failed] = [0, 0];
  const seen = new Set<string>();
  for await (const due of dueItems(env('WUYUN_TABLE'), now())) {
    const fresh = due.filter(({ sk }) => !seen.has(sk));
    for (const { sk } of fresh) seen.add(sk);
    for (let at = 0; at < fresh.length; at += atOnce) {
      const done = await Promise.all(fresh.slice(at, at + atOnce).map(fire));
      swept += done.filter(Boolean).length;
      failed += done.filter((ok) => !ok).length;
    }
  }
  return { swept, failed };
}

async function fire({ company, ref, key }: DueItem): Promise<boolean> {
  const functions = JSON.parse(env('WUYUN_FUNCTIONS')) as Record<string, string>;
  const event: FireEvent = { wuyun: 'fire', company, ...ref };
  try {
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: functions[ref.kind], Payload: JSON.stringify(event) }));
    if (!FunctionError) return true;
    throw new Error(FunctionError);
  } catch (error) {
    const parked = await noteFailure(env('WUYUN_TABLE'), key, now());
    logger.error(parked ? 'a record was parked after five failed sweeps' : 'a record could not be swept', { company, ...ref, error: error as Error });
    return false;
  }
}
