import { createHash } from 'node:crypto';

/** Name of a run's execution: a function of the run, so that starting twice starts once. */
export function executionName(company: string, project: string, job: string, run: string): string {
  return createHash('sha256').update([company, project, job, run].join('#')).digest('hex').slice(0, 40);
}
