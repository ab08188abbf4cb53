import { type ProjectPolicy, type SlaPolicy, standardDuty, standardKeys, standardMoney, standardSla } from '../../kernel/project-policy.ts';
import type { ProjectRecord, SlaSettings } from './record.ts';

/** The handbook's standards with what the project has set for itself. */
export function slaOf(settings: SlaSettings): SlaPolicy {
  return { ...standardSla, ...settings };
}

/** A project's record as the policy that commands see (项目设置), with the version it was read at. */
export function policyOf(id: string, version: number, record: ProjectRecord): ProjectPolicy {
  const { name, timeZone, calendar, quietHours, noiseHours, keys, duty, money } = record;
  return {
    id,
    version,
    name,
    timeZone,
    calendar,
    quietHours,
    noiseHours,
    sla: slaOf(record.sla),
    keys: { ...standardKeys, ...keys },
    duty: { ...standardDuty, ...duty },
    money: { ...standardMoney, ...money, ladder: { ...standardMoney.ladder, ...money?.ladder } },
  };
}
