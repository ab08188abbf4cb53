import type { Loaded } from '../../../lib/cases/contract.ts';
import type { Context, Part } from '../../../lib/cases/definition.ts';
import { systemActor } from '../../../lib/kernel/actor.ts';
import type { KeySet } from '../../../lib/registers/key-set/record.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import type { KeyCount } from '../../../lib/workflows/key-count/record.ts';
import { keyCount } from '../../../lib/workflows/key-count/workflow.ts';
import { refusal, run } from '../../registers/given.ts';
import { at, lentSet, loaded, registered } from '../../registers/key-set/given-keys.ts';
import { actorOf } from '../../support/context.ts';

export const registry = (command: string, record: KeySet, body: object) => run<KeySet>(keySetRegister, command, record, body, { id: 'x', reads: {} }).record;
export const half = registry('checkIn', lentSet(), { loan: 'YS-1', count: 1 });
export const lost = registry('loseOnLoan', half, { loan: 'YS-1', left: 1 });
export const receipt = { recipient: 'C2', name: '李四', capacity: 'owner' as const, signature: '签收表', at: at('2026-06-01T10:00'), by: 'front.1' };
export const handedOver: KeySet = { ...registered(), state: 'handedOver', receipt };
export const gone: KeySet = { ...registered(), state: 'writtenOff', writeOff: { at: at('2026-06-01T10:00'), by: 'pm', reason: 'cancelled' } };
export const flagged = registry('flagDiscrepancy', registered(), { keyCount: 'YP-1', seen: 1 });

/** Two keys in the cabinet, two out, one of two back, one of two lost, two handed over, one set written off. */
export const register: Readonly<Record<string, KeySet>> = { A: registered(), B: lentSet(), C: half, D: lost, E: handedOver, F: gone };
export const listing = (sets: Readonly<Record<string, KeySet>> = register) => ({
  register: loaded(
    '*',
    Object.entries(sets).map(([id, record]) => ({ id, record })),
  ),
});
export const reading = (lines: readonly { set: string }[], sets = register): Record<string, Loaded | undefined> =>
  Object.fromEntries(lines.map(({ set }) => [set, sets[set] && loaded(set, sets[set])]));

export const does = (command: string, record: KeyCount | undefined, body: object = {}, overrides: Partial<Context> & { local?: string } = {}) => {
  const { local = '2026-07-01T17:30', ...context } = overrides;
  return run<KeyCount>(keyCount, command, record, body, { id: 'YP-1', now: at(local), today: local.slice(0, 10), ...context });
};
export const refused = (attempt: () => unknown) => refusal(keyCount, attempt);

export const system = systemActor(actorOf('x').company);
export const planned = (period = '2026-07-01') => does('plan', undefined, { period }, { actor: system }).record;
export const seen = (...counts: readonly (readonly [string, number])[]) => counts.map(([set, number]) => ({ set, seen: number }));
export const submit = (lines: readonly { set: string; seen: number }[], record: KeyCount = planned(), overrides: Parameters<typeof does>[3] = {}) =>
  does('submit', record, { lines }, { reads: reading(lines), ...overrides });
export const right = seen(['A', 2], ['C', 1], ['D', 1]);
export const finish = (record: KeyCount, parts: readonly Part[] = [], overrides: Parameters<typeof does>[3] = {}) =>
  does('finish', record, {}, { parts, reads: listing(), ...overrides });
export const counted = (lines = right) => {
  const { record, parts = [] } = submit(lines);
  return finish(record, parts);
};
export const short = () => counted(seen(['A', 1], ['C', 1], ['D', 1])).record;
export const csm = actorOf('csm.1', 'CSM');
export const explain = (record: KeyCount, body: object = {}, overrides: Parameters<typeof does>[3] = {}) =>
  does('explain', record, { set: 'A', finding: 'restored', note: '挂错钩', ...body }, { actor: csm, reads: { set: loaded('A', flagged) }, ...overrides });
export const facts = (record: KeyCount) => keyCount.facts(record, 'YP-1', { opened: at('2026-07-01T17:30'), now: at('2026-07-05T10:00'), today: '2026-07-05' });
