import { createHash } from 'node:crypto';
import { civilDate } from '../kernel/calendar.ts';
import { canonical } from '../kernel/canonical.ts';
import type { Instant } from '../kernel/clock.ts';
import { sentence } from '../kernel/error.ts';
import type { Definition, Fact, Secrecy } from './definition.ts';
import type { MovedEvent, NoticeEvent } from './history.ts';
import type { Addressees, Notice } from './notice.ts';
import { caseNumber, type Stored, secrecyOf } from './stored.ts';
import type { Work } from './work.ts';

type Head = Omit<MovedEvent, 'id' | 'type' | 'data'>;

/** Ids are functions of the record and the entry, so that a redelivered event is recognised wherever it arrives. */
function eventId(head: Head, seq: number, at: string): string {
  return createHash('sha256').update([head.company, head.project, head.kind, head.caseId, seq, at].join('#')).digest('base64url').slice(0, 27);
}

export function movedEvent(head: Head, seq: number, type: MovedEvent['type'], data: MovedEvent['data']): MovedEvent {
  return { id: eventId(head, seq, 'move'), type, ...head, data };
}

/** A notice with its sentence filled in: from here on nobody needs the definition. */
export function noticeEvent(work: Work, definition: Definition, stored: Stored, head: Head, seq: number, at: number, notice: Notice): NoticeEvent {
  const subject = definition.subject(stored.record, stored.ref.id);
  const params = { number: caseNumber(definition, stored.ref) ?? stored.ref.id, title: subject.title, unit: subject.unit ?? '', ...notice.params };
  const text = {
    zh: sentence(notice.type, params, 'zh', { ...sharedNotices, ...definition.notices }),
    en: sentence(notice.type, params, 'en', { ...sharedNotices, ...definition.notices }),
  };
  const secrecy = secrecyOf(definition, stored);
  const to = toldOnly(notice.to, secrecy);
  return {
    id: eventId(head, seq, `notice-${at}`),
    type: 'notice',
    ...head,
    data: {
      type: notice.type,
      to,
      title: subject.title,
      text,
      ...(goesOut(to) ? { params } : {}),
      ...(secrecy ? { secrecy } : {}),
      period: notice.period ?? String(seq),
      emergency: notice.emergency ?? false,
      zone: work.policy.timeZone,
      quietHours: work.policy.quietHours,
    },
  };
}

/** Whether somebody outside the company is told, by channels with templates of their own. */
function goesOut({ parties = [], phones = [] }: Addressees): boolean {
  return phones.length > 0 || parties.some((party) => party !== undefined);
}

/** Nobody hears of a record that is kept from him. */
function toldOnly(to: Addressees, secrecy: Secrecy | undefined): Addressees {
  if (!secrecy) return to;
  const { persons = [], positions = [], onlyParties } = secrecy;
  return {
    persons: to.persons?.filter((person) => person !== undefined && !persons.includes(person)) ?? [],
    positions: to.positions?.filter((position) => !positions.includes(position)) ?? [],
    parties: to.parties?.filter((party) => party !== undefined && (onlyParties?.includes(party) ?? true)) ?? [],
    ...(to.phones ? { phones: to.phones } : {}),
  };
}

/** Sentences of the notices the walk itself sends. */
export const sharedNotices = {
  'case.watched': { zh: '您关注的 {number}（{title}）现为“{state}”', en: '{number} ({title}) is now “{state}”' },
  'case.commented': { zh: '{number}（{title}）有新留言：{text}', en: 'New comment on {number} ({title}): {text}' },
  'case.urged': { zh: '客户催办 {number}（{title}），第 {times} 次', en: 'The customer urges {number} ({title}), time {times}' },
  'case.assigned': { zh: '{number}（{title}）已转由您负责：{reason}', en: '{number} ({title}) is now yours: {reason}' },
  'case.postponed': { zh: '{number}（{title}）的期限“{timer}”延至 {until}：{reason}', en: 'The limit “{timer}” of {number} moved to {until}: {reason}' },
} as const;

/** Facts that differ from what history already knows: a fact is written when it arises and when its verdict has changed since the last entry. */
export function factsChanged(definition: Definition, before: Stored | undefined, after: Stored, work: Work): { facts?: readonly Fact[] } {
  const factsOf = ({ record, ref, openedAt }: Stored, now: Instant) =>
    definition.facts(record, ref.id, { opened: openedAt, now, today: civilDate(now, work.policy.timeZone) });
  const old = new Set(before ? factsOf(before, before.updatedAt).map(canonical) : []);
  const facts = factsOf(after, work.now).filter((fact) => !old.has(canonical(fact)));
  return facts.length > 0 ? { facts } : {};
}
