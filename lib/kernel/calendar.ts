import * as ISO from 'temporal-polyfill/fns/Calendar';
import * as Moment from 'temporal-polyfill/fns/Instant';
import * as Day from 'temporal-polyfill/fns/PlainDate';
import * as Time from 'temporal-polyfill/fns/PlainTime';
import * as z from 'zod';
import { type Instant, instant, msBetween, plus } from './clock.ts';
import { DomainError } from './error.ts';

/**
 * Civil time (民用时间) and working time (工作时间).
 *
 * Instants are stored; days, weeks and working hours are agreed by people in one place, so every function here takes the
 * project's zone, and none reads the clock. Zones are IANA names; an unknown one is a RangeError.
 */

declare const civilDateBrand: unique symbol;

/** A day of the civil calendar, `YYYY-MM-DD`; sorts as text. */
export type CivilDate = string & { readonly [civilDateBrand]: true };

/** A stored or submitted civil day that exists (29 February only in leap years). */
export const CivilDateText = z.iso.date() as unknown as z.ZodType<CivilDate, string>;

const clockTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const closingTime = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** A daily window `[from, to)` in local clock time (每日时段); `to` before `from` runs past midnight, `24:00` ends the day. */
export const ClockWindow = z
  .strictObject({ from: z.string().regex(clockTime), to: z.string().regex(closingTime) })
  .refine(({ from, to }) => from !== to, { path: ['to'] });
/** See the schema. */
export type ClockWindow = z.infer<typeof ClockWindow>;

const CalendarYear = z
  .strictObject({ holidays: z.array(CivilDateText).max(200), workdays: z.array(CivilDateText).max(100) })
  .refine(({ holidays, workdays }) => !workdays.some((date) => holidays.includes(date)), { path: ['workdays'] });

const inTurn = (hours: readonly ClockWindow[]): boolean => hours.every(({ from, to }, index) => from < to && from >= (hours[index - 1]?.to ?? '00:00'));

/**
 * A project's working calendar (工作日历): per year the public holidays (法定节假日) and the weekend days worked in exchange
 * (调休上班日), and the hours worked on a working day, in order and within one day.
 *
 * A project sets it year by year because the State Council announces each year only in the autumn before.
 */
export const Calendar = z.strictObject({
  years: z
    .record(z.string().regex(/^\d{4}$/), CalendarYear)
    .refine((years) => Object.entries(years).every(([year, { holidays, workdays }]) => [...holidays, ...workdays].every((date) => yearOf(date) === year))),
  hours: z.array(ClockWindow).min(1).max(6).refine(inTurn),
});
/** See the schema. */
export type Calendar = z.infer<typeof Calendar>;

/**
 * Hours in which noisy works are banned (禁止噪声施工时段). They differ from city to city, so they are policy (L16): Beijing bans
 * rest days altogether and 12–14, 18–8 on working days; Hangzhou 12–14 and 20–8 every day.
 */
export const NoiseBan = z.strictObject({ restDays: z.boolean(), windows: z.array(ClockWindow).max(6) });
/** See the schema. */
export type NoiseBan = z.infer<typeof NoiseBan>;

/** A length counted in working minutes or in working days. */
export type WorkingTime = { readonly minutes: number } | { readonly days: number };

const two = (value: number): string => String(value).padStart(2, '0');
const yearOf = (date: CivilDate): string => date.slice(0, 4);
const local = (at: Instant, zone: string) => Moment.toZonedDateTimeISO(Moment.fromEpochMilliseconds(Date.parse(at)), zone);
const dayOf = (date: CivilDate) => Day.fromString(date, ISO.getISO);
const civil = (day: Day.Record): CivilDate => Day.toBasicString(day) as CivilDate;

/** Text as a civil day. @throws RangeError unless it is an existing day written `YYYY-MM-DD`. */
export function parseCivilDate(text: string): CivilDate {
  if (!CivilDateText.safeParse(text).success) throw new RangeError(`not a civil date: ${text}`);
  return text as CivilDate;
}

/** The civil day on which `at` falls. */
export function civilDate(at: Instant, zone: string): CivilDate {
  return formatLocal(at, zone).slice(0, 10) as CivilDate;
}

/** When the day begins; 00:00, or the first instant after it where the zone skips midnight. */
export function startOfDay(date: CivilDate, zone: string): Instant {
  return instant(Day.toZonedDateTime(dayOf(date), zone).epochMilliseconds);
}

/** When the day is over: the start of the next one, so days are half-open `[start, end)` and never overlap. */
export function endOfDay(date: CivilDate, zone: string): Instant {
  return startOfDay(addDays(date, 1), zone);
}

/** The day's instant at a local clock time `HH:MM` (or `24:00`); a time the zone skips moves on, a doubled one is the first. */
export function atCivil(date: CivilDate, time: string, zone: string): Instant {
  if (time === '24:00') return endOfDay(date, zone);
  if (!clockTime.test(time)) throw new RangeError(`not a clock time: ${time}`);
  const plainTime = Time.create(Number(time.slice(0, 2)), Number(time.slice(3)));
  return instant(Day.toZonedDateTime(dayOf(date), { timeZone: zone, plainTime }).epochMilliseconds);
}

/** `days` later (earlier when negative). */
export function addDays(date: CivilDate, days: number): CivilDate {
  return civil(Day.addDays(dayOf(date), days));
}

/** `months` later, on the same day or the month's last: 31 January + 1 = 28 or 29 February. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  return civil(Day.addMonths(dayOf(date), months));
}

/** ISO week as a period key, `2026-W27`; its year is the week's: 1 January 2027 lies in `2026-W53`. */
export function isoWeek(date: CivilDate): string {
  const day = dayOf(date);
  return `${Day.yearOfWeek(day)}-W${two(Day.weekOfYear(day) ?? 0)}`;
}

/** Quarter as a period key, `2026-Q3`. */
export function quarter(date: CivilDate): string {
  return `${yearOf(date)}-Q${Math.ceil(dayOf(date).month / 3)}`;
}

/** Half-year as a period key, `2026-H2`: the rhythm of the residents' survey (半年征询). */
export function halfYear(date: CivilDate): string {
  return `${yearOf(date)}-H${dayOf(date).month <= 6 ? 1 : 2}`;
}

/** Local time for people, `2026-07-01 23:50`. */
export function formatLocal(at: Instant, zone: string): string {
  const { year, month, day, hour, minute } = local(at, zone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/**
 * Whether people work on that day (是否工作日): Monday to Friday, except holidays, and the weekend days worked in exchange.
 *
 * @throws DomainError `calendar.year-missing` rather than guess a year nobody has entered: a guessed deadline is a wrong deadline.
 */
export function isWorkday(date: CivilDate, calendar: Calendar): boolean {
  const year = calendar.years[yearOf(date)];
  if (year === undefined) throw new DomainError('unprocessable', 'calendar.year-missing', { year: yearOf(date) });
  if (year.workdays.includes(date)) return true;
  return Day.dayOfWeek(dayOf(date)) <= 5 && !year.holidays.includes(date);
}

/**
 * When a length of working time that begins at `from` runs out.
 *
 * Minutes run only within the calendar's hours and stop at closing: what ends exactly at closing is due then, not next morning.
 * Days are counted as 民法典201、203条 count them: the first day does not count, and the last ends when business closes.
 *
 * @throws DomainError `calendar.year-missing` when the time runs into a year nobody has entered.
 * @throws RangeError for negative minutes, or days that are not a whole number from 1.
 */
export function addWorkingTime(from: Instant, length: WorkingTime, calendar: Calendar, zone: string): Instant {
  return 'days' in length ? addWorkingDays(from, length.days, calendar, zone) : addWorkingMinutes(from, length.minutes, calendar, zone);
}

function addWorkingDays(from: Instant, days: number, calendar: Calendar, zone: string): Instant {
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`not a number of working days: ${days}`);
  let date = civilDate(from, zone);
  for (let counted = 0; counted < days; ) {
    date = addDays(date, 1);
    if (isWorkday(date, calendar)) counted += 1;
  }
  return atCivil(date, calendar.hours.at(-1)?.to ?? '24:00', zone);
}

function addWorkingMinutes(from: Instant, minutes: number, calendar: Calendar, zone: string): Instant {
  if (!(minutes >= 0)) throw new RangeError(`not a number of minutes: ${minutes}`);
  let leftMs = minutes * 60_000;
  if (leftMs === 0) return from;
  for (let date = civilDate(from, zone); ; date = addDays(date, 1)) {
    if (!isWorkday(date, calendar)) continue;
    for (const window of calendar.hours) {
      const opens = atCivil(date, window.from, zone);
      const start = opens > from ? opens : from;
      const openMs = Math.max(msBetween(start, atCivil(date, window.to, zone)), 0);
      if (openMs >= leftMs) return plus(start, { ms: leftMs });
      leftMs -= openMs;
    }
  }
}

/** Whether `at` lies in one of the daily windows, for instance the quiet hours (免打扰时段) 21:00–08:00; each is half-open. */
export function isWithin(at: Instant, windows: readonly ClockWindow[], zone: string): boolean {
  const time = formatLocal(at, zone).slice(11);
  return windows.some(({ from, to }) => (from < to ? time >= from && time < to : time >= from || time < to));
}

/**
 * Whether noisy works are banned at `at` (L16): all day on rest days where the city says so, else in the windows.
 *
 * @throws DomainError `calendar.year-missing`: without the year's calendar nobody knows whether it is a rest day.
 */
export function isNoiseBanned(at: Instant, ban: NoiseBan, calendar: Calendar, zone: string): boolean {
  return (ban.restDays && !isWorkday(civilDate(at, zone), calendar)) || isWithin(at, ban.windows, zone);
}
