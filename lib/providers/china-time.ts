import { type Instant, instant, plus } from '../kernel/clock.ts';

/** The providers' own clock on the wall (北京时间), wherever the project is: `2026-07-01 10:00:00`. */
export function wallTime(at: Instant): string {
  return plus(at, { hours: 8 }).slice(0, 19).replace('T', ' ');
}

/** @returns undefined for what is no time of day */
export function fromWall(text: string): Instant | undefined {
  if (!/^2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(ms) ? undefined : instant(ms);
}

/** `2026-07-01T10:00:00+08:00` */
export function withOffset(at: Instant): string {
  return `${wallTime(at).replace(' ', 'T')}+08:00`;
}
