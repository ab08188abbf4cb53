import { randomUUID } from 'node:crypto';
import type { RuleModel } from '../cloud-model.ts';
import { type Json, PLACE } from '../resolver.ts';
import { AwsError } from './aws-error.ts';
import type { Operation } from './aws-server.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import { matches } from './event-pattern.ts';

interface Entry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
  Time?: number;
}

/** As the service: at most ten entries, 256 KB together. */
const ENTRIES = 10;
const BYTES = 262_144;

/**
 * The event bus (事件总线): `PutEvents` finds the template's rules that match and accepts one delivery per target
 * before it answers, so an acknowledged event survives a crash.
 */
export function busOperations(rules: RuleModel[], deliveries: Deliveries, now: () => number): Record<string, Operation<{ Entries?: Entry[] }>> {
  function deliveriesOf(entry: Entry, id: string): Delivery[] {
    const bus = (entry.EventBusName ?? 'default').split('event-bus/').at(-1);
    const event: Record<string, Json> = {
      version: '0',
      id,
      'detail-type': entry.DetailType ?? '',
      source: entry.Source ?? '',
      account: PLACE.account,
      time: new Date(entry.Time === undefined ? now() : entry.Time * 1000).toISOString(),
      region: PLACE.region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? '{}') as Json,
    };
    return rules
      .filter((rule) => rule.bus === bus && matches(rule.pattern, event))
      .flatMap((rule) => rule.functionNames.map((functionName) => ({ functionName, payload: event })));
  }

  return {
    PutEvents({ Entries = [] }) {
      if (Entries.length === 0 || Entries.length > ENTRIES) throw new AwsError('ValidationException', `1 to ${ENTRIES} entries, found ${Entries.length}`);
      if (Buffer.byteLength(JSON.stringify(Entries)) > BYTES) throw new AwsError('ValidationException', 'Total size of the entries is over the limit');
      const accepted = Entries.map((entry) => ({ entry, id: randomUUID() }));
      deliveries.accept(accepted.flatMap(({ entry, id }) => deliveriesOf(entry, id)));
      return { FailedEntryCount: 0, Entries: accepted.map(({ id }) => ({ EventId: id })) };
    },
  };
}
