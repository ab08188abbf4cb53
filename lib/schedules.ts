import type { Schedule } from './cases/plan.ts';

/** The schedules (排程) of the house, one line each: when they wake the planner, and what they open in every project. */
export const schedules: readonly Schedule[] = [
  { name: 'key-count', cron: 'cron(30 17 * * ? *)', zone: 'Asia/Shanghai', job: 'key-count', command: 'plan', input: (period) => ({ period }) },
];
