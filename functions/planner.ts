import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { schedules } from '../lib/schedules.ts';
import { projectsOfAll } from '../lib/table/due.ts';
import { env } from './shared/env.ts';
import { logger } from './shared/log.ts';
import type { PlanEvent } from './shared/serve.ts';

const lambda = new LambdaClient({});

/** Projects planned side by side. */
const atOnce = 16;

/** A wake-up: which schedule, and the instant it was meant for. */
export interface WakeUp {
  readonly name: string;
  readonly at: string;
}

/**
 * The planner (排程): a schedule in the template is only a wake-up. For every project the workflow's own function starts each period that is missing up to that instant,
 * in order, so late, doubled and missed wake-ups and projects created since need nothing special.
 *
 * @throws Error when a project could not be planned, after all others have been: the wake-up is then delivered again.
 */
export async function handler({ name, at }: WakeUp): Promise<{ projects: number }> {
  const schedule = schedules.find((one) => one.name === name);
  if (!schedule) throw new Error(`no schedule is called ${name}`);
  const functions = JSON.parse(env('WUYUN_FUNCTIONS')) as Record<string, string>;
  let [projects, failed] = [0, 0];
  for await (const page of projectsOfAll(env('WUYUN_TABLE'))) {
    for (let from = 0; from < page.length; from += atOnce) {
      const planned = await Promise.all(
        page.slice(from, from + atOnce).map((one) => plan(functions[schedule.job], { wuyun: 'plan', schedule: name, ...one, at })),
      );
      projects += planned.length;
      failed += planned.filter((ok) => !ok).length;
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${projects} projects could not be planned`);
  return { projects };
}

async function plan(functionName: string | undefined, event: PlanEvent): Promise<boolean> {
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
  if (FunctionError) logger.error('a project could not be planned', { company: event.company, project: event.project, schedule: event.schedule });
  return !FunctionError;
}
