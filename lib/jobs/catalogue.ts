import { billingJob, billingOnJob } from '../billing/job.ts';
import { billingBackJob } from '../billing/withdraw.ts';
import { dunningJob } from '../dunning/job.ts';
import { openingJob } from '../openings/booking.ts';
import { bankBatchJob } from '../payments/bank-batch-job.ts';
import { offsetJob } from '../payments/offset-job.ts';
import { exportJob } from './export.ts';
import { importJob } from './import.ts';
import type { Job } from './job.ts';
import { revertJob } from './revert.ts';

/** The jobs of the house (作业): the one line a further job adds. */
const jobs: readonly Job[] = [importJob, revertJob, exportJob, billingJob, billingOnJob, billingBackJob, openingJob, offsetJob, bankBatchJob, dunningJob];

/** @throws Error for a name nobody knows: the machine is started by us alone. */
export function jobNamed(name: string): Job {
  const job = jobs.find((known) => known.name === name);
  if (!job) throw new Error(`there is no job ${name}`);
  return job;
}
