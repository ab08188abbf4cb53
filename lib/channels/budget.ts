import type { Desk } from '../cases/desk.ts';
import { walk } from '../cases/walk.ts';
import { systemActor } from '../kernel/actor.ts';
import { type CivilDate, civilDate } from '../kernel/calendar.ts';
import { now } from '../kernel/clock.ts';
import { companyZone, hq } from '../kernel/project-policy.ts';
import type { ChannelSettings, Outlet } from '../registers/channel-settings/contract.ts';
import { channelSettings, channelsId } from '../registers/channel-settings/register.ts';
import { sequenceKey } from '../table/keys.ts';

/** A share of a day's budget, or how many wait before this one when there is none left. */
export type Share = { readonly day: CivilDate; readonly granted: true } | { readonly day: CivilDate; readonly granted: false; readonly ahead: number };

/**
 * Takes a share of today's budget of a channel (每日额度); emergencies may overdraw it once more.
 *
 * The counter is atomic and never goes back: a share taken by somebody who died is lost, so that more than the budget is never sent.
 */
export async function takeShare(desk: Desk, settings: ChannelSettings, way: Outlet, emergency: boolean): Promise<Share> {
  const day = civilDate(now(), companyZone);
  const budget = settings[way]?.dailyBudget ?? 0;
  const taken = await desk.table.nextNumber(sequenceKey(desk.company, hq, `BUDGET-${way}`, day.replaceAll('-', '')));
  if (taken <= budget * (emergency ? 2 : 1)) return { day, granted: true };
  await tellSpent(desk, way, day, budget);
  return { day, granted: false, ahead: Math.max(0, taken - budget - 1) };
}

/** Headquarters hear of it once a day. */
async function tellSpent(desk: Desk, way: Outlet, day: string, budget: number): Promise<void> {
  const actor = systemActor(desk.company);
  const caller = { person: actor.person, project: hq, actor };
  await walk(desk, { ...caller, definition: channelSettings, id: channelsId, command: 'noteSpent', input: { way, day, budget } });
}
