import { describe, expect, it } from 'vitest';
import { cronerPattern, nextRun } from '../../local/engines/cron.ts';

describe('AWS schedule expressions 定时表达式', () => {
  it.each([
    ['cron(* * * * ? *)', '0 * * * * * *'],
    ['cron(0/15 8-18 ? * MON-FRI *)', '0 0-59/15 8-18 * * MON-FRI *'],
    ['cron(30 9 ? * 2-6 2026)', '0 30 9 * * 1-5 2026'],
    ['cron(0 8 ? * 6#3 *)', '0 0 8 * * 5#3 *'],
    ['cron(0 8 ? * 1,7 *)', '0 0 8 * * 0,6 *'],
    ['cron(59 23 L * ? *)', '0 59 23 L * * *'],
  ])('%s is %s for croner', (aws, croner) => {
    expect(cronerPattern(aws)).toBe(croner);
  });

  it.each([
    { expression: 'cron(30 17 * * ? *)', zone: 'Asia/Shanghai', after: '2026-07-01T09:30:00Z', next: '2026-07-02T09:30:00Z' },
    { expression: 'cron(30 17 * * ? *)', zone: 'Asia/Shanghai', after: '2026-07-01T09:29:59.999Z', next: '2026-07-01T09:30:00Z' },
    { expression: 'cron(0 8 ? * 2 *)', zone: 'Asia/Shanghai', after: '2026-07-01T00:00:00Z', next: '2026-07-06T00:00:00Z' },
    { expression: 'cron(0 0 L 2 ? *)', zone: 'UTC', after: '2027-01-01T00:00:00Z', next: '2027-02-28T00:00:00Z' },
    { expression: 'cron(0/20 * * * ? *)', zone: 'UTC', after: '2026-07-01T00:21:00Z', next: '2026-07-01T00:40:00Z' },
    { expression: 'rate(5 minutes)', zone: 'UTC', after: '2026-07-01T00:05:00Z', next: '2026-07-01T00:10:00Z' },
    { expression: 'rate(1 hour)', zone: 'UTC', after: '2026-07-01T00:59:59Z', next: '2026-07-01T01:00:00Z' },
  ])('$expression in $zone runs after $after at $next', ({ expression, zone, after, next }) => {
    expect(nextRun(expression, zone)(Date.parse(after))).toBe(Date.parse(next));
  });

  it('refuses an expression with a field missing', () => {
    expect(() => cronerPattern('cron(* * * * *)')).toThrow('six fields');
  });
});
