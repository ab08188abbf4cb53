import { registers, workflows } from '../lib/catalogue.ts';
import { runStep, type StepEvent } from '../lib/jobs/steps.ts';
import { provenCompany } from '../lib/kernel/actor.ts';
import { filesFor } from './shared/files.ts';
import { foundation } from './shared/foundation.ts';
import { logger } from './shared/log.ts';
import { deskFor } from './shared/runtime.ts';

/** All of them: a bill that a job settles may be any case's (待收款), which is told in the same transaction. */
const definitions = [...new Set([...foundation, ...registers, ...workflows])];

/** One step of a run of long work (作业); the job machine calls it. What it throws is tried again. */
export async function handler(event: StepEvent): Promise<unknown> {
  const { step, job, run, project } = event;
  const company = provenCompany(event.company);
  try {
    return await runStep({ desk: deskFor(company, definitions), files: filesFor(company) }, event);
  } catch (error) {
    logger.error('a step of a job failed', { company, project, job, run, step, error: error instanceof Error ? error : new Error('not an error') });
    throw error;
  }
}
