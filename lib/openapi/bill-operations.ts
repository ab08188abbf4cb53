import { billErrors } from '../bills/errors.ts';
import { DisputeEnd, DisputeWish, ManualBill, Restriction, VoidWish } from '../bills/manual-input.ts';
import type { Definition } from '../cases/definition.ts';
import { type Position, positions, type Role } from '../kernel/position.ts';
import { ledgerErrors } from '../ledger/errors.ts';
import { ratingErrors } from '../ledger/rating/errors.ts';
import { parameterRef, problemSchema, schemaRef } from './components.ts';
import { answers, jsonBody, locationHeader, type Placed, parametersOf, refusals } from './operation.ts';
import { inputSchema, type Schema } from './schema.ts';
import { answerName, problemName } from './slice-schemas.ts';

const problem = 'BillProblem';

/** What the operations on bills point to. `complaint`: an objection opens one, whose rules may refuse. */
export function billSchemas(correction: Definition, complaint: Definition | undefined): Readonly<Record<string, Schema>> {
  const { receipt: _, ...without } = (inputSchema(correction.commands['reverse']?.input ?? ManualBill)['properties'] ?? {}) as Record<string, Schema>;
  const refund = inputSchema(correction.commands['refund']?.input ?? ManualBill);
  const { receipt: __, ...ofRefund } = (refund['properties'] ?? {}) as Record<string, Schema>;
  return {
    [problem]: problemSchema(billErrors, ledgerErrors, ratingErrors, ...(complaint ? [complaint.errors] : [])),
    ManualBill: inputSchema(ManualBill),
    BillVoidInput: inputSchema(VoidWish),
    BillDisputeInput: inputSchema(DisputeWish),
    BillDisputeEnd: inputSchema(DisputeEnd),
    RestrictionInput: inputSchema(Restriction),
    ReceiptTakingBack: { title: '作废或红冲', type: 'object', properties: without, required: ['reason'], additionalProperties: false },
    ReceiptRefund: { title: '退款', type: 'object', properties: ofRefund, required: ['amountFen', 'reason'], additionalProperties: false },
  };
}

interface Asked {
  readonly path: string;
  readonly tag: string;
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly body: string;
  readonly by: readonly Role[];
  readonly answer: Readonly<Record<string, Schema>>;
  readonly problem: string;
}

const here = '/projects/{projectId}';
const shown = (status: 200 | 201) => ({ [status]: answers('账单', schemaRef('BillShown'), ...(status === 201 ? [locationHeader] : [])) });
const objectors: readonly Role[] = ['FRONT', 'CASHIER', 'CSM', 'PM', 'RESIDENT'];
const judges: readonly Position[] = ['CSM', 'PM'];

function asks({ path, tag, id, summary, description, body, by, answer, problem: refusal }: Asked): Placed {
  const operation = {
    tags: [tag],
    operationId: id,
    summary,
    description,
    parameters: parametersOf(path, parameterRef('idempotencyKey')),
    requestBody: jsonBody(schemaRef(body), true),
    responses: { ...answer, ...refusals('command', refusal) },
    'x-positions': by,
  };
  return { method: 'post', path, operation };
}

/** Bills by hand, their objections and voids, the receipts that are taken back, and what is always refused (账单、票据更正). */
export function billOperations(unit: Definition, correction: Definition): readonly Placed[] {
  return [...onBills(unit), ...corrected(unit, correction)];
}

function onBills(unit: Definition): readonly Placed[] {
  const about = { tag: unit.name, problem } as const;
  return [
    asks({
      ...about,
      ...{ path: `${here}/bills`, id: 'billIssue', summary: '手工出账', body: 'ManualBill', by: ['CASHIER', 'CSM'], answer: shown(201) },
      description: '按已公示的收费标准（tariff）出账，金额由标准计算；或对一次性费用填写明细、收费项和交费人。与出账批次同一唯一键，不会重复',
    }),
    asks({
      ...about,
      ...{ path: `${here}/bills/{billId}/dispute`, id: 'billDispute', summary: '账单异议', body: 'BillDisputeInput', by: objectors, answer: shown(201) },
      description: '登记异议并开具投诉单，催缴暂停',
    }),
    asks({
      ...about,
      ...{
        path: `${here}/bills/{billId}/resolveDispute`,
        id: 'billResolveDispute',
        summary: '异议处理',
        body: 'BillDisputeEnd',
        by: judges,
        answer: shown(200),
      },
      description: '异议成立的不计违约金；多收的另行更正',
    }),
    asks({
      ...about,
      ...{ path: `${here}/units/{unitId}/restrict`, id: 'unitRestrict', summary: '限制使用（不予办理）', body: 'RestrictionInput', by: positions, answer: {} },
      description: '以停水停电、禁用门禁等方式催交费用一律拒绝并留痕（民法典第944条第3款）',
    }),
  ];
}

function corrected(unit: Definition, correction: Definition): readonly Placed[] {
  const answer = { 201: answers('新的更正单，已提交审批或已入账', schemaRef(answerName(correction)), locationHeader) };
  const about = { tag: unit.name, problem: problemName(correction), answer, by: correction.commands['reverse']?.by ?? [] } as const;
  const receipt = `${here}/payments/{receiptNo}`;
  return [
    asks({
      ...about,
      ...{ path: `${here}/bills/{billId}/void`, id: 'billVoid', summary: '申请账单作废', body: 'BillVoidInput' },
      description: '未收款前，经审批作废',
    }),
    asks({
      ...about,
      ...{ path: `${receipt}/void`, id: 'paymentVoid', summary: '票据当日作废', body: 'ReceiptTakingBack' },
      description: '当日有效；客服主管办理即时生效（本人收款的除外），其他人须其审批',
    }),
    asks({
      ...about,
      ...{ path: `${receipt}/reverse`, id: 'paymentReverse', summary: '票据红冲', body: 'ReceiptTakingBack' },
      description: '客服主管、项目经理、公司财务依次审批后记入当日',
    }),
    asks({
      ...about,
      ...{ path: `${receipt}/refund`, id: 'paymentRefund', summary: '票据退款', body: 'ReceiptRefund' },
      description: '原路退回原付款人；按金额逐级审批',
    }),
  ];
}
