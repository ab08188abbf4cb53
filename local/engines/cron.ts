import { Cron } from 'croner';

const WEEKDAY = /^([1-7])(.*)$/;

/** AWS counts weekdays 1 (Sunday) to 7, cron 0 to 6; only the digit of the day moves, not the `#3` behind it. */
function weekday(field: string): string {
  if (field === '?') return '*';
  const one = (text: string): string => text.replace(WEEKDAY, (_, day: string, rest: string) => `${Number(day) - 1}${rest}`);
  return field
    .split(',')
    .map((part) => {
      const [range = '', step] = part.split('/');
      const shifted = range.split('-').map(one).join('-');
      return step === undefined ? shifted : `${shifted}/${step}`;
    })
    .join(',');
}

/** croner refuses `0/15`: the same instants are `0-59/15`. */
function stepped(field: string, last: number): string {
  return field.replace(/(^|,)(\d+)\/(\d+)/g, `$1$2-${last}/$3`);
}

/** Translates the six fields of an AWS `cron()` into croner's seven (seconds first, year last). */
export function cronerPattern(expression: string): string {
  const fields = /^cron\((.+)\)$/.exec(expression.trim())?.[1]?.trim().split(/\s+/) ?? [];
  const [minutes, hours, day, month, week, year] = fields;
  if (minutes === undefined || hours === undefined || day === undefined || month === undefined || week === undefined || year === undefined) {
    throw new Error(`Schedule: six fields were expected in ${expression}`);
  }
  const days = day === '?' ? '*' : stepped(day, 31);
  return ['0', stepped(minutes, 59), stepped(hours, 23), days, stepped(month, 12), weekday(week), stepped(year, 2199)].join(' ');
}

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The instant, in ms, at which an AWS schedule expression next fires strictly after `after`, in its zone.
 * `rate()` counts from the epoch, so that a restart does not shift it. Null when it never fires again.
 */
export function nextRun(expression: string, zone: string): (after: number) => number | null {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const period = Number(rate[1]) * (UNIT_MS[rate[2] ?? ''] ?? 0);
    return (after) => (Math.floor(after / period) + 1) * period;
  }
  const once = /^at\((.+)\)$/.exec(expression);
  if (once) throw new Error(`Schedule: one-time schedules are not known here: ${expression}`);
  const cron = new Cron(cronerPattern(expression), { timezone: zone, paused: true });
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? null;
}
