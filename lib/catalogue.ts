import type { Definition } from './cases/definition.ts';
import { keySetRegister } from './registers/key-set/register.ts';
import { meterRegister } from './registers/meter/register.ts';
import { openingRegister } from './registers/opening/register.ts';
import { partyRegister } from './registers/party/register.ts';
import { staffRegister } from './registers/staff/register.ts';
import { tariffRegister } from './registers/tariff/register.ts';
import { unitRegister } from './registers/unit/register.ts';
import { approval } from './workflows/approval/workflow.ts';
import { binding } from './workflows/binding/workflow.ts';
import { complaint } from './workflows/complaint/workflow.ts';
import { correction } from './workflows/correction/workflow.ts';
import { deposit } from './workflows/deposit/workflow.ts';
import { disclosure } from './workflows/disclosure/workflow.ts';
import { document } from './workflows/document/workflow.ts';
import { dunning } from './workflows/dunning/workflow.ts';
import { inquiry } from './workflows/inquiry/workflow.ts';
import { instalment } from './workflows/instalment/workflow.ts';
import { invoice } from './workflows/invoice/workflow.ts';
import { keyCount } from './workflows/key-count/workflow.ts';
import { keyLoan } from './workflows/key-loan/workflow.ts';
import { message } from './workflows/message/workflow.ts';
import { meterRound } from './workflows/meter-round/workflow.ts';
import { paymentOrder } from './workflows/payment-order/workflow.ts';
import { remittance } from './workflows/remittance/workflow.ts';
import { repair } from './workflows/repair/workflow.ts';
import { shiftChange } from './workflows/shift-change/workflow.ts';
import { suspense } from './workflows/suspense/workflow.ts';
import { vacancy } from './workflows/vacancy/workflow.ts';
import { waiver } from './workflows/waiver/workflow.ts';

export { schedules } from './schedules.ts';

/** The workflows of the house (业务流程): the one line a further workflow adds. */
export const workflows: readonly Definition[] = [
  repair,
  keyLoan,
  keyCount,
  approval,
  message,
  document,
  binding,
  disclosure,
  shiftChange,
  complaint,
  inquiry,
  vacancy,
  meterRound,
  suspense,
  paymentOrder,
  correction,
  waiver,
  deposit,
  remittance,
  invoice,
  dunning,
  instalment,
];

/** The registers of a project (台账); company, project and member stand above projects and have routes of their own. */
export const registers: readonly Definition[] = [unitRegister, partyRegister, staffRegister, keySetRegister, openingRegister, tariffRegister, meterRegister];

/** Small workflows that are served by another one's function (合署): a function, its role and its alarm for each would fill the stack. */
const servedWith: Readonly<Record<string, string>> = {
  inquiry: 'complaint',
  disclosure: 'people',
  binding: 'people',
  suspense: 'payment',
  'payment-order': 'payment',
  waiver: 'correction',
  deposit: 'correction',
  remittance: 'correction',
  invoice: 'correction',
  vacancy: 'correction',
  'meter-round': 'correction',
  instalment: 'dunning',
};

/** Name of the function that serves a workflow: `functions/<name>.ts`. */
export function functionOf(workflow: string): string {
  return servedWith[workflow] ?? workflow;
}
