import { createHash } from 'node:crypto';
import type { NoticeEvent } from '../cases/history.ts';
import type { Addressees } from '../cases/notice.ts';
import type { Work } from '../cases/work.ts';
import { sentence } from '../kernel/error.ts';
import { absent } from '../table/conditions.ts';
import { toldKey } from '../table/keys.ts';
import { dunning } from '../workflows/dunning/workflow.ts';

/** Something to be told once for a party and period, whichever run comes to it. */
export interface Reminder {
  readonly type: string;
  /** Whom it is about; the addressee unless `to` says otherwise. */
  readonly party: string;
  readonly period: string;
  readonly title: string;
  readonly to: Addressees;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Tells a reminder (提醒): one small item that carries its notice, written only where there is none yet. It is the proof that the payer was reminded, and what keeps a run that is repeated,
 * late or doubled from reminding him twice.
 *
 * @returns whether it was told now
 */
export function remind({ desk, project, policy, now }: Work, reminder: Reminder): Promise<boolean> {
  const { type, party, period, title, to, params } = reminder;
  const { company } = desk;
  const head = { company, project, kind: 'party', caseId: party, at: now };
  const words = { ...params, title };
  const event: NoticeEvent = {
    id: createHash('sha256').update([company, project, party, type, period].join('#')).digest('base64url').slice(0, 27),
    type: 'notice',
    ...head,
    data: {
      type,
      to,
      title,
      text: { zh: sentence(type, words, 'zh', dunning.notices), en: sentence(type, words, 'en', dunning.notices) },
      params: words,
      period,
      emergency: false,
      zone: policy.timeZone,
      quietHours: policy.quietHours,
    },
  };
  return desk.table.put({ ...toldKey(company, project, reminder), at: now, out: [event] }, absent);
}
