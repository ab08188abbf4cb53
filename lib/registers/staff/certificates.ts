import type { Notice } from '../../cases/notice.ts';
import type { Timer } from '../../cases/timer.ts';
import { type CivilDate, endOfDay, parseCivilDate } from '../../kernel/calendar.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import type { Certificate, StaffRecord } from './record.ts';

/** Days before expiry on which the person and HR are told (60/30/7). */
const remindDays = [60, 30, 7] as const;

/** A certificate with the instant at which its last day ends in the project's zone. */
export function dated(certificate: Omit<Certificate, 'lapsesAt'>, zone: string): Certificate {
  return { ...certificate, lapsesAt: endOfDay(parseCivilDate(certificate.validTo), zone) };
}

/**
 * One timer for all certificates (证书到期): each has its own stages, at nine in the morning 60, 30 and 7 days before its last day, and when it has lapsed.
 * The stages run `remindCertificates`, which finds out itself whom to tell of what: a sweep that comes a week late then says how few days are left.
 */
export function certificateTimer({ certificates }: StaffRecord, opened: Instant): readonly Timer[] {
  const last = certificates
    .map(({ lapsesAt }) => lapsesAt)
    .toSorted()
    .at(-1);
  if (last === undefined) return [];
  const stages = certificates.flatMap(({ name, lapsesAt }) => [
    ...remindDays.map((days) => ({ name: `${name}.${days}`, at: plus(lapsesAt, { days: -(days + 1), hours: 9 }), command: 'remindCertificates' })),
    { name: `${name}.lapsed`, at: lapsesAt, command: 'remindCertificates' },
  ]);
  return [{ name: 'certificate', from: opened, due: last, stages: stages.toSorted((a, b) => (a.at < b.at ? -1 : 1)) }];
}

/** What has to be said today of a person's certificates: one notice per certificate and step, however often it is asked. */
export function certificateNotices(person: string, { name: holder, certificates }: StaffRecord, today: CivilDate): readonly Notice[] {
  return certificates.flatMap(({ name, validTo }) => {
    const left = daysBetween(today, validTo);
    const step = left < 0 ? 'lapsed' : remindDays.findLast((days) => left <= days);
    if (step === undefined) return [];
    const type = step === 'lapsed' ? 'staff.certificate-lapsed' : 'staff.certificate-expiring';
    const params = { holder, certificate: name, validTo, days: String(Math.max(left, 0)) };
    return [{ type, to: { persons: [person], positions: ['HR'] as const }, params, period: `${name} ${validTo} ${step}` }];
  });
}

const msOfDay = 86_400_000;

/** Civil days from one date to another; they have no zone, so both are taken as UTC midnights. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / msOfDay);
}
