import { createHash } from 'node:crypto';
import type { NoticeEvent } from '../cases/history.ts';
import type { Instant } from '../kernel/clock.ts';
import { headquarters, type Position } from '../kernel/position.ts';
import { hq } from '../kernel/project-policy.ts';
import { afterQuietHours } from '../kernel/quiet-hours.ts';
import { absent } from '../table/conditions.ts';
import { type Addressee, inboxIndexPartition, inboxKey } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

/**
 * Puts a notice into the inboxes it is for: one per type, party, object and period, however often it arrives.
 *
 * Staff on duty are always told at once; residents outside emergencies only after the quiet hours (免打扰, 21:00–08:00 unless the project says otherwise).
 *
 * @returns how many inboxes received it now for the first time.
 */
export async function deliver(table: Table, event: NoticeEvent): Promise<number> {
  const delivered = await Promise.all(addressees(event).map((to) => put(table, event, to)));
  return delivered.filter(Boolean).length;
}

/** Every inbox a notice is for. A position of headquarters has one inbox for all projects. */
export function addressees({ project, data: { to } }: NoticeEvent): readonly Addressee[] {
  const present = (ids: readonly (string | undefined)[] = []) => [...new Set(ids.filter((one): one is string => one !== undefined))];
  const projectOf = (position: Position) => (headquarters.includes(position) ? hq : project);
  return [
    ...present(to.persons).map((person) => ({ person })),
    ...[...new Set(to.positions ?? [])].map((position) => ({ position, project: projectOf(position) })),
    ...present(to.parties).map((party) => ({ party, project })),
  ];
}

/** When a notice may be seen: at once, or for residents at the end of the quiet hours. */
export function deliverAt({ at, data: { emergency, zone, quietHours } }: NoticeEvent, to: Addressee): Instant {
  return 'party' in to && !emergency ? afterQuietHours(at, { quietHours, timeZone: zone }) : at;
}

async function put(table: Table, event: NoticeEvent, to: Addressee): Promise<boolean> {
  const { company: _company, id, at, project, kind, caseId, data } = event;
  const key = inboxKey(table.company, to, noticeHash(event, to));
  const visibleAt = deliverAt(event, to);
  const card = { id, type: data.type, at, project, kind, caseId, title: data.title, text: data.text };
  return table.put({ ...key, card, mpk: inboxIndexPartition(table.company, to), msk: `${visibleAt}#${id}` }, absent);
}

/**
 * One notice to one addressee, as a name: the same type about the same object and period is the same notice however often and by whichever event it comes.
 *
 * Numbers of cases are unique in their project only, and a person or headquarters hears of many projects.
 */
export function noticeHash({ project, kind, caseId, data }: NoticeEvent, to: Addressee | { readonly phone: string }): string {
  const period = [data.type, JSON.stringify(to), project, kind, caseId, data.period].join('\n');
  return createHash('sha256').update(period).digest('base64url').slice(0, 27);
}
