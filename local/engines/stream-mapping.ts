import { setTimeout as pause } from 'node:timers/promises';
import type { MappingModel } from '../cloud-model.ts';
import type { Json } from '../resolver.ts';
import { matches } from './event-pattern.ts';
import type { StreamRecord } from './stream-record.ts';

/** One event source mapping at work. */
export interface Mapping {
  /** Delivers records in order; resolves when each has been accepted or parked. */
  deliver(records: StreamRecord[]): Promise<void>;
}

interface MappingOptions {
  invoke(functionName: string, event: unknown): Promise<unknown>;
  park(mapping: MappingModel, record: StreamRecord, reason: string): Promise<void>;
}

/** Pause before the nth retry in ms; short, since here a function fails by its own fault, not by a network's. */
const backoff = (attempt: number): number => Math.min(50 * 2 ** attempt, 1_000);

/** How many records from the front are done with, and whether the function itself named the next one as bad. */
type Verdict = { accepted: number; named: boolean; reason: string };

/**
 * Plays Lambda's part for one mapping: filter, batches, partial failures, bisecting, retries, failure destination.
 *
 * A batch that throws is halved until the bad record stands alone; a reported record is retried alone. A record that
 * fails every retry is parked and the rest go on. Records behind a failure may come twice, as on AWS.
 */
export function openMapping(model: MappingModel, { invoke, park }: MappingOptions): Mapping {
  async function attempt(records: StreamRecord[]): Promise<Verdict> {
    try {
      const answer = (await invoke(model.functionName, { Records: records })) as { batchItemFailures?: { itemIdentifier: string }[] } | null | undefined;
      const failures = model.reportsItems ? (answer?.batchItemFailures ?? []) : [];
      if (failures.length === 0) return { accepted: records.length, named: false, reason: '' };
      const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
      const first = records.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
      return { accepted: Math.max(first, 0), named: first >= 0, reason: 'reported as failed' };
    } catch (error) {
      return { accepted: 0, named: false, reason: String(error) };
    }
  }

  async function alone(record: StreamRecord): Promise<void> {
    for (let retry = 0; ; retry += 1) {
      const { accepted, reason } = await attempt([record]);
      if (accepted === 1) return;
      if (retry >= model.retries) return park(model, record, reason);
      await pause(backoff(retry));
    }
  }

  async function batch(records: StreamRecord[]): Promise<void> {
    const [first] = records;
    if (!first) return;
    if (records.length === 1) return alone(first);
    const { accepted, named } = await attempt(records);
    if (accepted === records.length) return;
    const rest = records.slice(accepted);
    const cut = named ? 1 : Math.ceil(rest.length / 2);
    await batch(rest.slice(0, cut));
    await batch(rest.slice(cut));
  }

  return {
    async deliver(records) {
      const wanted = records.filter((record) => model.patterns.length === 0 || model.patterns.some((pattern) => matches(pattern, record as unknown as Json)));
      for (let from = 0; from < wanted.length; from += model.batchSize) {
        await batch(wanted.slice(from, from + model.batchSize));
      }
    },
  };
}
