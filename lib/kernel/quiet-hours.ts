import { addDays, atCivil, civilDate, isWithin } from './calendar.ts';
import type { Instant } from './clock.ts';

/** When people outside are left in peace (免打扰时段): local `HH:MM`, `[from, to)`, usually over midnight; and the zone they live in. */
export interface QuietHours {
  readonly quietHours: { readonly from: string; readonly to: string };
  readonly timeZone: string;
}

/** The instant itself, or the end of the quiet hours it falls into: 20:59 stays, 21:00 becomes 08:00 of the next morning. */
export function afterQuietHours(at: Instant, { quietHours, timeZone }: QuietHours): Instant {
  if (!isWithin(at, [quietHours], timeZone)) return at;
  const today = civilDate(at, timeZone);
  const end = atCivil(today, quietHours.to, timeZone);
  return end > at ? end : atCivil(addDays(today, 1), quietHours.to, timeZone);
}
