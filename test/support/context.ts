import type { Context } from '../../lib/cases/definition.ts';
import { type Actor, provenCompany } from '../../lib/kernel/actor.ts';
import { chinaYears } from '../../lib/kernel/china-calendar.ts';
import { instant } from '../../lib/kernel/clock.ts';
import type { Position } from '../../lib/kernel/position.ts';
import { type ProjectPolicy, standardDuty, standardKeys, standardMoney, standardSla } from '../../lib/kernel/project-policy.ts';

/** The project of the tests: the handbook's numbers, Chinese time. */
export const project: ProjectPolicy = {
  id: 'p1',
  name: '一号院',
  timeZone: 'Asia/Shanghai',
  version: 1,
  sla: standardSla,
  calendar: { years: chinaYears, hours: [{ from: '08:30', to: '18:00' }] },
  quietHours: { from: '21:00', to: '08:00' },
  keys: standardKeys,
  duty: standardDuty,
  money: standardMoney,
  noiseHours: [],
};

/** Somebody who holds these positions here and now. */
export function actorOf(person: string, ...positions: readonly Position[]): Actor {
  return { company: provenCompany('a'), person, positions, system: false };
}

/** The context of a pure rule: a Wednesday morning in July, the front desk acting. */
export function contextOf(overrides: Partial<Context> = {}): Context {
  const now = overrides.now ?? instant('2026-07-01T10:00:00+08:00');
  const actor = overrides.actor ?? actorOf('front.1', 'FRONT');
  return {
    actor,
    now,
    today: '2026-07-01',
    project,
    id: 'x',
    reads: {},
    parts: [],
    money: { bills: new Map(), balances: new Map(), entries: new Map() },
    opened: { at: now, by: actor.person },
    ...overrides,
  };
}
