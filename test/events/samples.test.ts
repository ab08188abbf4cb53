import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { approvalSteps, calls, events, jobSteps, wakeUps } from '../../events/catalogue.ts';
import { commandBodies } from '../../events/commands.ts';
import type { WakeUp } from '../../functions/planner.ts';
import type { CarrierEvent } from '../../functions/shared/carrier.ts';
import type { CarryEvent, FireEvent, PlanEvent } from '../../functions/shared/serve.ts';
import { schedules } from '../../lib/catalogue.ts';
import { sampleFiles } from './sample-files.ts';

/** The functions' own types agree with the catalogue, or this does not compile. */
const fire: z.ZodType<FireEvent> = calls.fire;
const plan: z.ZodType<PlanEvent> = calls.plan;
const carry: z.ZodType<CarryEvent> = calls.carry;
const { request, ...asked } = approvalSteps;
const carried: Readonly<Record<string, z.ZodType<CarrierEvent>>> = asked;
const wakeUp: readonly z.ZodType<WakeUp>[] = Object.values(wakeUps);

const named = (folder: string, schemas: Iterable<readonly [string, z.ZodType]>) => [...schemas].map(([name, schema]) => [`${folder}/${name}`, schema] as const);
const catalogue = new Map<string, z.ZodType>([
  ...named('events', Object.entries(events)),
  ...named('schedules', Object.entries(wakeUps)),
  ...named('calls', Object.entries({ fire, plan, carry })),
  ...named('jobs', Object.entries(jobSteps)),
  ...named('approvals', Object.entries({ request, ...carried })),
  ...named('commands', commandBodies()),
]);
const samples = sampleFiles();

describe('samples', () => {
  it('exist for every event, wake-up, call, job step and command', () => {
    expect([...catalogue.keys()].filter((name) => !samples.has(name))).toEqual([]);
  });

  it('are of something that exists', () => {
    expect([...samples.keys()].filter((name) => !catalogue.has(name))).toEqual([]);
  });

  it.each([...catalogue])('%s parses', (name, schema) => {
    const parsed = schema.safeParse(samples.get(name));
    expect(parsed.error?.issues).toBeUndefined();
  });

  it('of events show no phone number, identity number or plate', () => {
    const personal = /(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}/u;
    const shown = [...samples].filter(([name, sample]) => !name.startsWith('commands/') && personal.test(JSON.stringify(sample)));
    expect(shown.map(([name]) => name)).toEqual([]);
  });

  it('wake the planner for every schedule and the sweep every minute', () => {
    expect(wakeUp).toHaveLength(schedules.length + 1);
    expect(Object.keys(wakeUps)).toEqual(['timers', ...schedules.map(({ name }) => name)]);
  });
});
