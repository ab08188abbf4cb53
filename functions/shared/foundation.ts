import type { Definition } from '../../lib/cases/definition.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { tariffRegister } from '../../lib/registers/tariff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';

/** What every walk needs besides its own slice: who the actor is, where he stands, whose unit it is, what that is charged by, who those people are, who is on duty, and who has to sign. */
export const foundation: readonly Definition[] = [
  companyRegister,
  memberRegister,
  projectRegister,
  unitRegister,
  tariffRegister,
  partyRegister,
  staffRegister,
  approval,
];
