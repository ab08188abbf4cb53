import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  atCivil,
  Calendar,
  type CivilDate,
  ClockWindow,
  civilDate,
  endOfDay,
  formatLocal,
  halfYear,
  isNoiseBanned,
  isoWeek,
  isWithin,
  parseCivilDate,
  quarter,
  startOfDay,
} from '../../lib/kernel/calendar.ts';
import { chinaYears } from '../../lib/kernel/china-calendar.ts';
import { type Instant, instant, msBetween, plus } from '../../lib/kernel/clock.ts';

const shanghai = 'Asia/Shanghai';
const day = parseCivilDate;
const morning = { from: '09:00', to: '12:00' };
const afternoon = { from: '14:00', to: '18:00' };
const calendar: Calendar = { years: chinaYears, hours: [morning, afternoon] };
/** Local time in Shanghai, which has had no summer time since 1991. */
const at = (local: string): Instant => instant(`${local.replace(' ', 'T')}+08:00`);

const zones = fc.constantFrom(shanghai, 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
const dates = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(Date.UTC(2000, 0, 1 + days)).toISOString().slice(0, 10) as CivilDate);
const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2050, 0, 1) }).map(instant);

describe('civil day 民用日', () => {
  it('is the day people in the zone would name', () => {
    expect(civilDate(instant('2026-07-01T15:59:59.999Z'), shanghai)).toBe('2026-07-01');
    expect(civilDate(instant('2026-07-01T16:00:00.000Z'), shanghai)).toBe('2026-07-02');
    fc.assert(
      fc.property(instants, zones, (moment, zone) => {
        const named = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(moment));
        expect(formatLocal(moment, zone)).toBe(named);
        expect(civilDate(moment, zone)).toBe(named.slice(0, 10));
      }),
    );
  });

  it('holds every instant exactly once: a day ends where the next begins', () => {
    fc.assert(
      fc.property(dates, zones, (date, zone) => {
        const start = startOfDay(date, zone);
        expect(civilDate(start, zone)).toBe(date);
        expect(civilDate(plus(start, { ms: -1 }), zone)).toBe(addDays(date, -1));
        expect(endOfDay(date, zone)).toBe(startOfDay(addDays(date, 1), zone));
      }),
    );
  });

  it('is 23 or 25 hours long when the zone changes to or from summer time', () => {
    const hours = (date: string): number => msBetween(startOfDay(day(date), 'America/New_York'), endOfDay(day(date), 'America/New_York')) / 3_600_000;
    expect([hours('2026-03-08'), hours('2026-07-01'), hours('2026-11-01')]).toEqual([23, 24, 25]);
    expect(atCivil(day('2026-03-08'), '02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
  });

  it('gives clock times their instant, 24:00 being the end', () => {
    expect(atCivil(day('2026-07-01'), '23:50', shanghai)).toBe('2026-07-01T15:50:00.000Z');
    expect(atCivil(day('2026-07-01'), '24:00', shanghai)).toBe('2026-07-01T16:00:00.000Z');
    expect(() => atCivil(day('2026-07-01'), '9:00', shanghai)).toThrow(RangeError);
    expect(() => civilDate(at('2026-07-01 00:00'), 'Asia/Nowhere')).toThrow(RangeError);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-7-1', '20260701', '2026-07-01T00:00', ''])('refuses %s', (text) => {
    expect(() => parseCivilDate(text)).toThrow(RangeError);
  });
});

describe('periods 周期', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2028-02-29', 12, '2029-02-28'],
  ])('%s and %i months is %s', (date, months, expected) => {
    expect(addMonths(day(date), months)).toBe(expected);
  });

  it.each([
    ['2026-06-30', '2026-W27', '2026-Q2', '2026-H1'],
    ['2026-07-01', '2026-W27', '2026-Q3', '2026-H2'],
    ['2027-01-01', '2026-W53', '2027-Q1', '2027-H1'],
    ['2024-12-30', '2025-W01', '2024-Q4', '2024-H2'],
  ])('%s lies in %s, %s and %s', (date, week, q, half) => {
    expect([isoWeek(day(date)), quarter(day(date)), halfYear(day(date))]).toEqual([week, q, half]);
  });

  it('gives the seven days from Monday one week, and the next Monday another', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const monday = addDays(date, -((new Date(date).getUTCDay() + 6) % 7));
        expect(isoWeek(date)).toBe(isoWeek(addDays(monday, 3)));
        expect(isoWeek(addDays(monday, 7))).not.toBe(isoWeek(date));
        expect(isoWeek(date).slice(0, 4)).toBe(addDays(monday, 3).slice(0, 4));
      }),
    );
  });
});

describe('daily windows 每日时段', () => {
  const quiet = [{ from: '21:00', to: '08:00' }];

  it.each([
    ['2026-07-01 20:59:59.999', false],
    ['2026-07-01 21:00:00', true],
    ['2026-07-02 07:59:59.999', true],
    ['2026-07-02 08:00:00', false],
  ])('quiet hours 21:00–08:00 at %s: %s', (local, expected) => {
    expect(isWithin(at(local), quiet, shanghai)).toBe(expected);
  });

  it('splits every instant between a window and its reverse', () => {
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    fc.assert(
      fc.property(instants, time, time, zones, (moment, from, to, zone) => {
        fc.pre(from !== to);
        expect(isWithin(moment, [{ from, to }], zone)).toBe(!isWithin(moment, [{ from: to, to: from }], zone));
      }),
    );
  });

  it.each([
    ['2026-07-01 11:59', false, 'a Wednesday morning'],
    ['2026-07-01 12:00', true, 'its noon'],
    ['2026-07-01 14:00', false, 'its afternoon'],
    ['2026-07-01 18:00', true, 'its evening'],
    ['2026-07-02 07:59', true, 'the next morning before eight'],
    ['2026-07-04 10:00', true, 'a Saturday'],
    ['2026-02-16 10:00', true, 'a holiday Monday'],
    ['2026-02-14 10:00', false, 'a Saturday worked in exchange'],
  ])('noise ban of Beijing at %s: %s, %s', (local, expected) => {
    const noon = { from: '12:00', to: '14:00' };
    const beijing = { restDays: true, windows: [noon, { from: '18:00', to: '08:00' }] };
    expect(isNoiseBanned(at(local), beijing, calendar, shanghai)).toBe(expected);
  });

  it('lets a Saturday morning be noisy where only hours are banned', () => {
    const hangzhou = { restDays: false, windows: [{ from: '20:00', to: '08:00' }] };
    expect(isNoiseBanned(at('2026-07-04 10:00'), hangzhou, calendar, shanghai)).toBe(false);
    expect(isNoiseBanned(at('2026-07-04 20:00'), hangzhou, calendar, shanghai)).toBe(true);
  });
});

describe('calendar as a project enters it 项目日历', () => {
  const year = { holidays: ['2026-10-01'], workdays: ['2026-10-10'] };
  const hours = [{ from: '09:00', to: '18:00' }];

  it('takes a year and the hours', () => {
    expect(Calendar.safeParse({ years: { '2026': year }, hours }).success).toBe(true);
    expect(Calendar.safeParse(calendar).success).toBe(true);
    expect(Calendar.safeParse({ years: {}, hours: [{ from: '00:00', to: '24:00' }] }).success).toBe(true);
  });

  it.each([
    ['a day of another year', { years: { '2025': year }, hours }],
    ['a day that does not exist', { years: { '2026': { ...year, holidays: ['2026-02-29'] } }, hours }],
    ['a day both free and worked', { years: { '2026': { holidays: ['2026-10-10'], workdays: ['2026-10-10'] } }, hours }],
    ['no hours', { years: {}, hours: [] }],
    ['hours past midnight', { years: {}, hours: [{ from: '21:00', to: '08:00' }] }],
    ['hours out of order', { years: {}, hours: [...hours, { from: '07:00', to: '08:00' }] }],
    ['overlapping hours', { years: {}, hours: [...hours, { from: '17:59', to: '20:00' }] }],
    ['an unknown field', { years: {}, hours, weekend: 'Sunday' }],
    ['a year that is none', { years: { soon: year }, hours }],
  ])('refuses %s', (_, input) => {
    expect(Calendar.safeParse(input).success).toBe(false);
  });

  it.each(['21:00–21:00', '24:00–08:00', '9:00–10:00', '10:00–10:60'])('refuses the window %s', (window) => {
    const [from, to] = window.split('–');
    expect(ClockWindow.safeParse({ from, to }).success).toBe(false);
  });
});
