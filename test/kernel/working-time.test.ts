import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addWorkingTime, type Calendar, civilDate, formatLocal, isWithin, isWorkday, parseCivilDate } from '../../lib/kernel/calendar.ts';
import { chinaYears } from '../../lib/kernel/china-calendar.ts';
import { type Instant, instant, plus } from '../../lib/kernel/clock.ts';

const shanghai = 'Asia/Shanghai';
const day = parseCivilDate;
const morning = { from: '09:00', to: '12:00' };
const afternoon = { from: '14:00', to: '18:00' };
const calendar: Calendar = { years: chinaYears, hours: [morning, afternoon] };
/** Local time in Shanghai, which has had no summer time since 1991. */
const at = (local: string): Instant => instant(`${local.replace(' ', 'T')}+08:00`);
const due = (from: string, length: { minutes: number } | { days: number }): string =>
  formatLocal(addWorkingTime(at(from), length, calendar, shanghai), shanghai);

const instantsOf2026 = fc.integer({ min: Date.parse('2026-01-01T00:00+08:00'), max: Date.parse('2026-11-01T00:00+08:00') }).map(instant);

describe('working day 工作日', () => {
  it.each([
    ['2026-02-13', true, 'Friday'],
    ['2026-02-14', true, 'Saturday worked in exchange'],
    ['2026-02-15', false, 'first day of the Spring Festival'],
    ['2026-02-23', false, 'last day of it, a Monday'],
    ['2026-02-24', true, 'the Tuesday after'],
    ['2026-02-28', true, 'Saturday worked in exchange'],
    ['2026-03-01', false, 'Sunday'],
  ])('%s: %s, %s', (date, works) => {
    expect(isWorkday(day(date), calendar)).toBe(works);
  });

  it.each(['2025', '2026'])('%s has 248 of them, and only weekend days are worked in exchange', (year) => {
    const all = Array.from({ length: 365 }, (_, index) => addDays(day(`${year}-01-01`), index));
    expect(all.filter((date) => isWorkday(date, calendar))).toHaveLength(248);
    for (const date of chinaYears[year]?.workdays ?? []) expect([0, 6]).toContain(new Date(date).getUTCDay());
  });

  it('is refused, not guessed, for a year nobody has entered', () => {
    expect(isWorkday(day('2026-12-31'), calendar)).toBe(true);
    const refusal = expect.objectContaining({ code: 'calendar.year-missing', detail: { year: '2027' } });
    expect(() => isWorkday(day('2027-01-01'), calendar)).toThrow(refusal);
    expect(() => due('2026-12-31 17:00', { minutes: 61 })).toThrow(refusal);
    expect(due('2026-12-31 17:00', { minutes: 60 })).toBe('2026-12-31 18:00');
  });
});

describe('working time 工作时间', () => {
  it.each([
    ['2026-07-01 10:00', 60, '2026-07-01 11:00', 'within the morning'],
    ['2026-07-01 11:00', 60, '2026-07-01 12:00', 'due at closing, not after lunch'],
    ['2026-07-01 11:00', 61, '2026-07-01 14:01', 'over lunch'],
    ['2026-07-01 12:30', 1, '2026-07-01 14:01', 'begun in the lunch break'],
    ['2026-07-01 06:00', 1, '2026-07-01 09:01', 'begun before opening'],
    ['2026-07-01 18:00', 1, '2026-07-02 09:01', 'begun at closing'],
    ['2026-07-03 17:30', 60, '2026-07-06 09:30', 'over the weekend'],
    ['2026-02-14 17:00', 120, '2026-02-24 10:00', 'from an exchanged Saturday over the Spring Festival'],
    ['2026-07-01 03:00', 0, '2026-07-01 03:00', 'nothing to wait for'],
  ])('%s and %i minutes is %s: %s', (from, minutes, expected) => {
    expect(due(from, { minutes })).toBe(expected);
  });

  it.each([
    ['2026-07-01 00:00', 1, '2026-07-02 18:00', 'the first day does not count'],
    ['2026-07-01 23:59', 1, '2026-07-02 18:00', 'however late it is'],
    ['2026-07-03 10:00', 3, '2026-07-08 18:00', 'the weekend does not count'],
    ['2026-02-13 10:00', 2, '2026-02-24 18:00', 'the exchanged Saturday counts, the festival does not'],
  ])('%s and %i working days is %s: %s', (from, days, expected) => {
    expect(due(from, { days })).toBe(expected);
  });

  it('refuses lengths that are no length', () => {
    for (const length of [{ minutes: -1 }, { minutes: Number.NaN }, { days: 0 }, { days: 1.5 }]) {
      expect(() => addWorkingTime(at('2026-07-01 10:00'), length, calendar, shanghai)).toThrow(RangeError);
    }
  });

  it('lets exactly that many working minutes pass, counted one by one', () => {
    const works = (moment: Instant): boolean => isWorkday(civilDate(moment, shanghai), calendar) && isWithin(moment, calendar.hours, shanghai);
    fc.assert(
      fc.property(instantsOf2026, fc.integer({ min: 1, max: 900 }), (moment, minutes) => {
        const from = instant(Math.floor(Date.parse(moment) / 60_000) * 60_000);
        const end = addWorkingTime(from, { minutes }, calendar, shanghai);
        let passed = 0;
        for (let minute = from; minute < end; minute = plus(minute, { minutes: 1 })) passed += works(minute) ? 1 : 0;
        expect(passed).toBe(minutes);
        expect(works(plus(end, { minutes: -1 }))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('may be taken in two steps, and never ends earlier for beginning later', () => {
    fc.assert(
      fc.property(instantsOf2026, fc.nat(3000), fc.nat(3000), (moment, a, b) => {
        const add = (from: Instant, minutes: number): Instant => addWorkingTime(from, { minutes }, calendar, shanghai);
        expect(add(add(moment, a), b)).toBe(add(moment, a + b));
        expect(add(plus(moment, { minutes: b }), a) >= add(moment, a)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
