import type { Schedule } from './cases/plan.ts';
import { dayOfMonth } from './ledger/rating/month.ts';

/** The schedules (排程) of the house, one line each: when they wake the planner, and what they open in every project. */
export const schedules: readonly Schedule[] = [
  { name: 'key-count', cron: 'cron(30 17 * * ? *)', zone: 'Asia/Shanghai', job: 'key-count', command: 'plan', input: (period) => ({ period }) },
  // Every day, because each project has a billing day of its own and a day may have been missed.
  { name: 'billing', cron: 'cron(0 6 * * ? *)', zone: 'Asia/Shanghai', job: 'billing', runs: true },
  // Every day, because each project has a meter day of its own and a day may have been missed.
  {
    name: 'meter-round',
    cron: 'cron(0 8 * * ? *)',
    zone: 'Asia/Shanghai',
    job: 'meter-round',
    command: 'plan',
    input: (day) => ({ day }),
    isDay: (day, { meterDay }) => day === dayOfMonth(day.slice(0, 7), meterDay),
  },
  // Deposits and prepayments are the sum of their open items, every hour; it asks the function that reads the ledger.
  { name: 'balance-check', cron: 'cron(7 * * * ? *)', zone: 'Asia/Shanghai', job: 'billing', runs: true },
  // Reminders, the ladder's new cases and what is near its limitation; days that were missed are made up for in order.
  { name: 'dunning', cron: 'cron(30 8 * * ? *)', zone: 'Asia/Shanghai', job: 'dunning', runs: true },
];
