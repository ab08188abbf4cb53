import type { Fact, RequiredDocument, Secrecy, Subject, Term } from '../../cases/definition.ts';
import type { Addressees } from '../../cases/notice.ts';
import { type Timer, usualStages } from '../../cases/timer.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Inquiry } from './record.ts';
import { categories } from './vocabulary.ts';

/** The line people read. */
export function subject({ unit, category }: Inquiry): Subject {
  return { ...(unit ? { unit } : {}), title: `咨询 ${categories[category]} ${unit ?? ''}`.trim() };
}

/** Among residents it is the asker's; one that became a complaint is kept from those it is about. */
export function secrecy(record: Inquiry): Secrecy {
  const kept = record.state === 'turnedIntoComplaint' ? record.keptFrom : undefined;
  return { ...kept, onlyParties: record.asker?.party ? [record.asker.party] : [] };
}

/** Found by the asker's phone and party. */
export function terms({ asker }: Inquiry): readonly Term[] {
  return [...(asker?.phone ? [{ kind: 'phone', value: asker.phone.h }] : []), ...(asker?.party ? [{ kind: 'party', value: asker.party }] : [])];
}

/** When it was answered or turned into what it is. */
function settledAt(record: Inquiry): Instant | undefined {
  switch (record.state) {
    case 'open':
      return undefined;
    case 'answered':
      return record.answer.at;
    case 'turnedIntoRepair':
    case 'turnedIntoComplaint':
      return record.turned.at;
    case 'cancelled':
      return record.ended.at;
  }
}

/** One limit: `answer`, from reception to the end of the next working day; what was answered at once has none. */
export function timers(record: Inquiry): readonly Timer[] {
  const { dueAt: due, receivedAt: from } = record;
  if (due === undefined) return [];
  const stop = settledAt(record);
  if (record.state === 'cancelled' && record.ended.at <= due) return [];
  const desk: Addressees = { positions: ['FRONT'] };
  return [{ name: 'answer', from, due, stop, stages: usualStages(from, due, { remind: desk, warn: desk, breach: { positions: ['CSM'] } }) }];
}

/** What is counted (指标事实): answers in time, what turned out to be no question, and every change of category. */
export function facts(record: Inquiry): readonly Fact[] {
  const { receivedOn: on, category, reclassified = [], dueAt } = record;
  const settled = settledAt(record);
  const met = settled === undefined ? undefined : dueAt === undefined || settled <= dueAt;
  const changes = new Map(reclassified.map(({ from, to }) => [`${from}-${to}`, { kpi: 'inquiry.reclassified', key: `${from}-${to}`, on, met: false }]));
  return [
    ...(record.state === 'cancelled' ? [] : [{ kpi: 'inquiry.answered', key: category, on, met }]),
    ...(record.state === 'turnedIntoRepair' || record.state === 'turnedIntoComplaint' ? [{ kpi: 'inquiry.turned', key: category, on }] : []),
    ...changes.values(),
  ];
}

/** Documents the archive needs (归档文件): the log is the record itself. */
export const archive = (): readonly RequiredDocument[] => [{ name: '接待登记', present: true }];

/** What lists show. */
export const card = ({ category, channel }: Inquiry): Readonly<Record<string, string>> => ({ category, channel });

/** What the asker sees (住户视图). */
export function residentView(record: Inquiry, party: string | undefined): Readonly<Record<string, unknown>> {
  const { category, question, receivedAt, asker } = record;
  if (party === undefined || asker?.party !== party) return { category, receivedAt };
  const answer = record.state === 'answered' ? { at: record.answer.at, text: record.answer.text } : undefined;
  return { category, question, receivedAt, asker, answer };
}
