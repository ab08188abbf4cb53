import type { Context } from '../../../lib/cases/definition.ts';
import type { Timer } from '../../../lib/cases/timer.ts';
import type { KeySet } from '../../../lib/registers/key-set/record.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import { refusal, run } from '../given.ts';
import { at, client, flat, loaded, registered } from './given-keys.ts';

/** Runs a command of set K-7, whose flat the walk has read. */
export const does = (name: string, record: KeySet | undefined, body: object = {}, context: Partial<Context> = {}) =>
  run<KeySet>(keySetRegister, name, record, body, { id: 'K-7', reads: { household: loaded('1-2-301', flat) }, ...context });
export const refused = (attempt: () => unknown) => refusal(keySetRegister, attempt);

export const timers = (record: KeySet): readonly Timer[] => keySetRegister.timers(record, at('2026-07-01T10:00'));
export const timer = (record: KeySet, name: string): Timer => {
  const found = timers(record).find((one) => one.name === name);
  if (!found) throw new Error(`no timer ${name}`);
  return found;
};

export const lostSet = (changes: object = {}) => does('reportLost', registered(changes), { left: 1, note: '钩上少一把' }).record;
export const toldSet = (changes: object = {}) => does('tellOwner', lostSet(changes), { how: '电话' }).record;
export const writtenOff = () => does('replaceLock', toldSet(), { responsible: '物业公司' }).record;
export const flagged = (seen = 1) => does('flagDiscrepancy', registered(), { keyCount: 'YP-1', seen }).record;

/** A hand-over to Li, a present owner of the flat. */
export const receipt = { recipient: 'C2', capacity: 'owner', signature: '移交签收表' };
export const recipient = { household: loaded('1-2-301', flat), recipient: loaded('C2', client('李四')) };
export const handed = () => does('handOver', registered(), receipt, { reads: recipient }).record;
