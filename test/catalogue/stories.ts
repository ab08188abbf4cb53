import { runSteps } from '../../lib/cases/batch.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { plan } from '../../lib/cases/plan.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { instant, now, plus } from '../../lib/kernel/clock.ts';
import { disclose } from '../../lib/people/disclosing.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { meterRegister } from '../../lib/registers/meter/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { tariffRegister } from '../../lib/registers/tariff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { schedules } from '../../lib/schedules.ts';
import { dueShards, parseDue } from '../../lib/table/keys.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { complaint } from '../../lib/workflows/complaint/workflow.ts';
import { correction } from '../../lib/workflows/correction/workflow.ts';
import { deposit } from '../../lib/workflows/deposit/workflow.ts';
import type { On } from '../../lib/workflows/disclosure/record.ts';
import { document as files } from '../../lib/workflows/document/workflow.ts';
import { dunning } from '../../lib/workflows/dunning/workflow.ts';
import { inquiry } from '../../lib/workflows/inquiry/workflow.ts';
import { instalment } from '../../lib/workflows/instalment/workflow.ts';
import { invoice } from '../../lib/workflows/invoice/workflow.ts';
import { keyCount } from '../../lib/workflows/key-count/workflow.ts';
import { keyLoan } from '../../lib/workflows/key-loan/workflow.ts';
import { message } from '../../lib/workflows/message/workflow.ts';
import { meterRound } from '../../lib/workflows/meter-round/workflow.ts';
import { paymentOrder } from '../../lib/workflows/payment-order/workflow.ts';
import { remittance } from '../../lib/workflows/remittance/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { shiftChange } from '../../lib/workflows/shift-change/workflow.ts';
import { suspense } from '../../lib/workflows/suspense/workflow.ts';
import { vacancy } from '../../lib/workflows/vacancy/workflow.ts';
import { waiver } from '../../lib/workflows/waiver/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { definitionOf, morning, type Project } from '../support/world.ts';
import { isCarried, isTold, machineWaits, waitsFor } from './approval-steps.ts';
import { completes, ofPhoto } from './document-steps.ts';
import { duns } from './dunning-steps.ts';
import { goesOut, handedTo, setsChannels } from './message-steps.ts';
import { issues, pays } from './money-steps.ts';
import { answers, arrives } from './order-steps.ts';
import { accepts, accountStep, asksForCode, provesNumber, takesBindingOff } from './people-steps.ts';

/** A project with the names a story has given to its cases so far. */
export interface Scene {
  readonly project: Project;
  readonly ids: Map<string, string>;
}

/** One request, firing or row of a story; asked again with the same key it is the same request. */
export interface Step {
  readonly name: string;
  /** Minutes after ten in the morning. */
  readonly at: number;
  readonly run: (scene: Scene, key: string) => Promise<unknown>;
}

const at = (minutes: number): string => plus(instant(morning), { minutes });

/** Lets a step happen at its time. */
export function take(scene: Scene, step: Step, key: string): Promise<unknown> {
  timeIs(at(step.at));
  return step.run(scene, key);
}

/** Somebody's command; `of` names the case, or what a new one is to be called. An id of a register stands for itself. */
function asks(minutes: number, person: string, definition: Definition, command: string, of: string, input: object | ((scene: Scene) => object) = {}): Step {
  const opens = definition.place === 'case' && definition.commands[command]?.from.includes('new') === true;
  return {
    name: `${definition.name}.${command} ${of}`,
    at: minutes,
    run: async (scene, key) => {
      const id = definition.place === 'case' ? scene.ids.get(of) : of;
      const body = typeof input === 'function' ? input(scene) : input;
      const answer = await scene.project.by(person, definition, command, body, { once: { key, bind: 'b' }, ...(opens ? {} : { id }) });
      if (opens) scene.ids.set(of, answer.body.id);
      return answer;
    },
  };
}

/** The sweep of everything that is due, record by record, as the timers function does. */
export function sweeps(minutes: number): Step {
  return { name: 'sweep', at: minutes, run: ({ project: { desk } }) => sweepAll(desk) };
}

async function sweepAll(desk: Project['desk']): Promise<void> {
  for (const shard of dueShards) {
    const { items } = await desk.table.query({ index: 'due', pk: shard, to: `${now()}#\u{10FFFF}`, limit: 500 });
    const own = items.map((item) => parseDue(String(item['dsk']))).filter(({ company }) => company === desk.company);
    for (const { ref } of own) await sweep(desk, definitionOf(ref.kind), ref);
  }
}

const flat = '1-2-301';
const burst = {
  unit: flat,
  category: 'water',
  description: '爆管',
  urgent: true,
  urgentKind: 'burstPipe',
  source: 'phone',
  payer: 'public',
  caller: { name: '刘', party: 'liu' },
};
const drip = { ...burst, urgent: false, urgentKind: undefined, payer: 'paid', window: { from: at(60), to: at(180) } };
const speaker = { role: 'owner', evidence: '电话同意' };

/** A repair through a worker's hands, from the desk to the papers. */
const work = (of: string, from: number, worker: string): readonly Step[] => [
  asks(from, 'csm', repair, 'dispatch', of, { worker }),
  asks(from + 2, worker, repair, 'accept', of),
  asks(from + 3, worker, repair, 'depart', of),
  asks(from + 20, worker, repair, 'arrive', of, { placeCode: flat }),
];
const ending = (of: string, from: number, worker: string): readonly Step[] => [
  asks(from, worker, repair, 'finish', of, { result: '已更换' }),
  asks(from + 1, 'zhao', repair, 'sign', of, { speaker }),
  asks(from + 2, 'zhao', repair, 'handIn', of),
];
const badge = (person: string) => ({ shown: { kind: 'badge', person }, witness: 'qian' });
const document = { shown: { kind: 'document', identity: '110101190001010011' }, witness: 'qian' };

/** Sealed data shown to the front desk (敏感信息查阅). */
const shows = (minutes: number, on: On): Step => ({
  name: `disclose ${on.id}`,
  at: minutes,
  run: ({ project: { desk } }, key) => disclose(desk, { person: 'zhao', project: 'p1', input: { on, reason: '联系业主' }, once: { key, bind: 'b' } }),
});

const count = (lines: readonly object[]) => ({ lines });
const daily = schedules.find(({ job }) => job === 'key-count');

const litter = {
  kind: 'complaint',
  channel: 'phone',
  category: 'environment',
  text: '楼道垃圾两天无人清理',
  unit: flat,
  complainant: { name: '刘', party: 'liu' },
};
const door = { category: 'door', description: '单元门闭门器损坏', window: { from: at(60), to: at(180) } };

/** A complaint in its handler's hands, from the desk to the reply. */
const answered = (of: string, from: number, handler: string): readonly Step[] => [
  asks(from, 'csm', complaint, 'assign', of, { handler }),
  asks(from + 1, handler, complaint, 'investigate', of),
  asks(from + 2, handler, complaint, 'establish', of, { cause: 'cleaning', text: '请假未顶岗' }),
  asks(from + 3, handler, complaint, 'plan', of, { measures: '立即清运' }),
  asks(from + 4, handler, complaint, 'handle', of),
  asks(from + 5, handler, complaint, 'reply', of, { text: '已清运', how: '电话' }),
];

/** A row of a household spreadsheet: the new owner and his flat, all or nothing. */
const row: Step = {
  name: 'import row',
  at: 5,
  run: ({ project: { desk } }) => {
    const step = (definition: Definition, id: string, input: object) => {
      const command = 'enrol';
      return { definition, id, command, input: parseInput(commandNamed(definition, command).input, input) };
    };
    const relations = [{ party: 'buyer', role: 'owner', from: '2026-07-01' }];
    const steps = [
      step(partyRegister, 'buyer', { name: '买方', phones: ['13800000009'] }),
      step(unitRegister, '1-2-501', { buildingAreaDm2: 8800, relations }),
    ];
    return runSteps(desk, { person: 'zhao', project: 'p1' }, steps, { dryRun: false });
  },
};

const publication = { place: '公告栏', on: '2026-07-01', evidence: '照片' };
const price = (from: string, priceE4: number) => ({ feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, from, priceE4 });
const shared = { feeClass: 'shared', title: '公摊电费', method: { kind: 'shared' }, from: '2026-07-01' };
const rates = [{ feeClass: 'card', taxPermille: 60 }];
const card = (charge: string) => ({ unit: flat, period: '2026-07', feeClass: 'card', payer: 'liu', charge, lines: [{ text: '门禁卡', priceFen: 100_00 }] });
const ahead = { payer: 'liu', prepay: { unit: flat } };
const supply = { feeClass: 'water', title: '代收水费', method: { kind: 'fixed' }, from: '2026-07-01', priceE4: 500_000 };
const loss = { amountFen: 100_00, basis: 'loss', text: '轿厢划损', photos: ['1.jpg'], priced: '报价 11', signature: '单 5' };
const handed = { cash: { signature: '签收单 9', identitySeen: true } };

/** Somebody signs the approval of that name. */
const signs = (minutes: number, person: string, of: string): Step => asks(minutes, person, approval, 'decide', of, { decision: 'approve' });
/** Everybody signs for a case, and the verdict reaches it. */
const granted = (minutes: number, definition: Definition, of: string, ...signers: readonly string[]): readonly Step[] => [
  waitsFor(minutes, definition, of, `${of} signed`),
  ...signers.map((person, at) => signs(minutes + at + 1, person, `${of} signed`)),
  isCarried(minutes + signers.length + 1, definition, `${of} signed`),
];
const days = (count: number): number => count * 24 * 60;
const inParts = (on: string) => ({
  unit: flat,
  payer: 'liu',
  schedule: [
    { on, fen: 60_00 },
    { on: '2026-08-11', fen: 40_00 },
  ],
});
const code = { attempt: 1, code: { kind: 'qr', text: 'weixin://wxpay/bizpayurl?pr=1' } };
const empty = { unit: flat, applicant: 'liu', emptySince: '2026-01-01', from: '2026-08-01', to: '2027-02-01', reason: '外地工作' };

/** The scenarios that are broken at every write. */
export const stories: Readonly<Record<string, readonly Step[]>> = {
  'somebody who is invited, delegates, is locked and leaves': [
    accountStep(0, 'hr', 'invite', 'new', { name: '林晓' }),
    accepts(1),
    accountStep(2, 'hr', 'put', 'new', { grants: [{ project: 'p1', position: 'FRONT' }] }),
    accountStep(3, 'new', 'delegate', 'new', { to: 'zhao', until: '2026-07-05', reason: '病假' }),
    accountStep(4, 'zhao', 'delegate', 'zhao', { to: 'new', until: '2026-07-05', reason: '调休' }),
    accountStep(5, 'hr', 'lock', 'new', { reason: '调查' }),
    accountStep(6, 'hr', 'unlock', 'new'),
    accountStep(7, 'hr', 'reset', 'new', { reason: '换手机' }),
    accountStep(8, 'hr', 'invite', 'new'),
    accepts(9),
    accountStep(10, 'hr', 'end', 'new'),
    accountStep(11, 'hr', 'rejoin', 'new'),
  ],
  'a resident who binds his sign-in and takes it off': [asksForCode(0, 'app', 'liu'), provesNumber(2, 'app'), takesBindingOff(5, 'app')],
  'a code nobody comes back for': [asksForCode(0, 'app', 'liu'), sweeps(6)],
  'an urgent repair from the call to the visit': [
    asks(0, 'zhao', repair, 'register', 'r', burst),
    asks(1, 'zhao', repair, 'comment', 'r', { text: '住户催', audience: 'internal' }),
    sweeps(5),
    ...work('r', 6, 'wang'),
    sweeps(31),
    asks(32, 'wang', repair, 'diagnose', 'r', { finding: '软管老化' }),
    ...ending('r', 60, 'wang'),
    asks(100, 'csm', repair, 'visit', 'r', { grade: 'satisfied' }),
  ],
  'a paid repair that is done again by somebody else': [
    asks(0, 'zhao', repair, 'register', 'r', drip),
    ...work('r', 50, 'wang'),
    asks(80, 'wang', repair, 'quote', 'r', { lines: [{ kind: 'labour', item: '换阀芯', amountFen: 8000 }] }),
    asks(90, 'zhao', repair, 'agree', 'r', { speaker }),
    asks(95, 'wang', repair, 'bookMaterials', 'r', { materials: [{ name: '阀芯', quantity: 1, unit: '个' }] }),
    ...ending('r', 120, 'wang'),
    pays(170, 'paid', { payer: 'liu', amountFen: 8000, units: ['1-2-301'] }),
    asks(180, 'zhao', repair, 'visit', 'r', { grade: 'dissatisfied', window: { from: at(240), to: at(300) } }),
    { name: 'the rework', at: 181, run: async (scene) => void scene.ids.set('child', await childOf(scene, 'r')) },
    ...work('child', 240, 'li'),
    asks(262, 'li', repair, 'quote', 'child', { lines: [{ kind: 'labour', item: '重装', amountFen: 100 }] }),
    asks(263, 'zhao', repair, 'agree', 'child', { speaker }),
    ...ending('child', 270, 'li'),
    pays(275, 'paidAgain', { payer: 'liu', amountFen: 100, units: ['1-2-301'] }),
    asks(280, 'zhao', repair, 'visit', 'child', { grade: 'mostlySatisfied' }),
  ],
  'a large quote that is signed, and an outside firm the manager admits': [
    asks(0, 'zhao', repair, 'register', 'r', drip),
    ...work('r', 50, 'wang'),
    asks(80, 'wang', repair, 'quote', 'r', { lines: [{ kind: 'labour', item: '换立管', amountFen: 60_000 }] }),
    waitsFor(80, repair, 'r', 'quote'),
    asks(85, 'engm', approval, 'decide', 'quote', { decision: 'approve' }),
    isCarried(86, repair, 'quote'),
    asks(90, 'zhao', repair, 'agree', 'r', { speaker }),
    asks(95, 'engm', repair, 'outsource', 'r', { contractor: '安居维修', reason: '需专业设备', promisedOn: '2026-07-04' }),
    waitsFor(95, repair, 'r', 'firm'),
    asks(96, 'pm', approval, 'decide', 'firm', { decision: 'approve' }),
    isCarried(97, repair, 'firm'),
    asks(120, 'engm', repair, 'acceptOutside', 'r', { result: '立管已换' }),
    asks(125, 'liu', repair, 'sign', 'r', { rating: { grade: 'mostlySatisfied' } }),
    asks(126, 'liu', repair, 'rate', 'r', { grade: 'dissatisfied', opinion: '还有渗水' }),
  ],
  'two reports of one burst': [
    asks(0, 'zhao', repair, 'register', 'first', burst),
    asks(3, 'qian', repair, 'register', 'second', { ...burst, unit: '1-2-401', caller: { name: '马', party: 'ma' } }),
    asks(4, 'csm', repair, 'dispatch', 'second', { worker: 'li' }),
    asks(5, 'csm', repair, 'merge', 'second', ({ ids }) => ({ into: ids.get('first'), reason: '上下层同一漏点' })),
    asks(6, 'csm', repair, 'dispatch', 'first', { worker: 'li' }),
    asks(7, 'zhao', repair, 'withdraw', 'first', { reason: '误报', word: '电话', allCallersAgree: true }),
  ],
  'a complaint from the call to the visit': [
    asks(0, 'zhao', complaint, 'register', 'c', litter),
    sweeps(13),
    asks(14, 'zhao', complaint, 'grade', 'c', { grade: 'ordinary' }),
    sweeps(31),
    ...answered('c', 40, 'qian'),
    asks(50, 'qian', complaint, 'handIn', 'c'),
    asks(60, 'csm', complaint, 'visit', 'c', { opinion: 'dissatisfied', word: '又脏了', how: '电话' }),
    ...answered('c', 70, 'wang'),
    asks(80, 'wang', complaint, 'handIn', 'c'),
    asks(90, 'csm', complaint, 'visit', 'c', { opinion: 'satisfied', how: '电话' }),
  ],
  'a complaint through 12345 and the app, and a third household; one becomes a repair': [
    asks(0, 'liu', complaint, 'register', 'app', { ...litter, channel: 'app', complainant: undefined }),
    asks(5, 'zhao', complaint, 'register', 'official', { ...litter, channel: 'hotline12345' }),
    asks(6, 'csm', complaint, 'merge', 'app', ({ ids }) => ({ into: ids.get('official') })),
    asks(7, 'csm', complaint, 'grade', 'official', { grade: 'major' }),
    asks(8, 'csm', complaint, 'reportUpward', 'official', { to: 'manager', how: '电话' }),
    asks(9, 'zhao', complaint, 'register', 'b', { ...litter, unit: '1-2-401', complainant: { party: 'ma' } }),
    asks(10, 'zhao', complaint, 'register', 'd', { ...litter, unit: undefined, aboutUnit: '1-2-401', complainant: { phone: '13800000005' } }),
    asks(11, 'csm', complaint, 'grade', 'b', { grade: 'major', grounds: ['safety'] }),
    asks(12, 'csm', complaint, 'transferToRepair', 'b', { reason: '设施故障', report: door }),
    { name: 'the repair', at: 13, run: async (scene) => void scene.ids.set('child', await childOf(scene, 'b')) },
    asks(14, 'zhao', repair, 'withdraw', 'child', { reason: '已修复', word: '电话' }),
    ...answered('b', 20, 'engm'),
    asks(30, 'csm', complaint, 'lower', 'official', { reason: '已核实' }),
    asks(31, 'liu', complaint, 'withdraw', 'official', { reason: '已解决' }),
  ],
  'a major complaint two have to sign for: refused, taken back, and at last closed after one rose a position': [
    asks(0, 'zhao', complaint, 'register', 'c', litter),
    asks(1, 'csm', complaint, 'grade', 'c', { grade: 'major', grounds: ['safety'] }),
    ...answered('c', 10, 'qian'),
    asks(17, 'qian', complaint, 'handIn', 'c'),
    asks(18, 'pm', complaint, 'visit', 'c', { opinion: 'satisfied', how: '电话' }),
    asks(20, 'csm', complaint, 'close', 'c', { note: '已整改' }),
    waitsFor(20, complaint, 'c', 'refused'),
    machineWaits(20, 'refused', 1),
    asks(21, 'pm', approval, 'decide', 'refused', { decision: 'reject', comment: '请再回访' }),
    isTold(21, 'refused'),
    isCarried(21, complaint, 'refused'),
    asks(22, 'csm', complaint, 'close', 'c', { note: '已回访' }),
    waitsFor(22, complaint, 'c', 'withdrawn'),
    asks(23, 'csm', approval, 'withdraw', 'withdrawn'),
    isCarried(23, complaint, 'withdrawn'),
    asks(24, 'csm', complaint, 'close', 'c', { note: '已回访，住户满意' }),
    waitsFor(24, complaint, 'c', 'signed'),
    machineWaits(24, 'signed', 1),
    sweeps(24 + 1441),
    asks(24 + 1450, 'pm', approval, 'decide', 'signed', { decision: 'approve' }),
    isTold(24 + 1450, 'signed'),
    machineWaits(24 + 1451, 'signed', 2),
    asks(24 + 1460, 'hq', approval, 'decide', 'signed', { decision: 'approve', comment: '同意' }),
    sweeps(24 + 1471),
    isTold(24 + 1472, 'signed'),
    isCarried(24 + 1472, complaint, 'signed'),
  ],
  'questions: one answered, one that was a repair, one that was a complaint about the desk': [
    asks(0, 'zhao', inquiry, 'register', 'q', { channel: 'phone', category: 'charge', question: '预存有何优惠？', answer: '详见公示', minutes: 3 }),
    asks(1, 'zhao', inquiry, 'register', 'r', {
      channel: 'phone',
      category: 'facility',
      question: '水龙头滴水',
      unit: flat,
      asker: { name: '刘', party: 'liu' },
    }),
    asks(2, 'zhao', inquiry, 'reclassify', 'r', { category: 'repair', reason: '实为报修' }),
    asks(3, 'zhao', inquiry, 'turnIntoRepair', 'r', { category: 'water', window: { from: at(60), to: at(180) } }),
    asks(4, 'liu', inquiry, 'register', 's', { channel: 'app', category: 'services', question: '前台不理人找谁？', unit: flat }),
    asks(5, 'csm', inquiry, 'turnIntoComplaint', 's', { kind: 'complaint', category: 'service', against: { persons: ['zhao'] } }),
    sweeps(40),
  ],
  'an owner’s keys: one comes back, one is lost': [
    asks(0, 'zhao', keyLoan, 'request', 'k', { set: 'K-1', unit: flat, borrower: { kind: 'party', party: 'liu' }, purpose: 'ownerUse' }),
    asks(1, 'zhao', keyLoan, 'lend', 'k', document),
    asks(60, 'zhao', keyLoan, 'giveBack', 'k', { tag: 'K-1', count: 1, witness: 'qian' }),
    sweeps(481),
    asks(500, 'zhao', keyLoan, 'reportLost', 'k', { note: '途中遗失' }),
    asks(510, 'zhao', keyLoan, 'tellOwner', 'k', { how: '电话' }),
    asks(600, 'pm', keyLoan, 'replaceLock', 'k', { responsible: '业主' }),
  ],
  'a public key out and back, twice': [
    asks(0, 'zhao', keyLoan, 'request', 'a', { set: 'K-2', borrower: { kind: 'staff', person: 'wang' }, purpose: 'inspection' }),
    asks(1, 'zhao', keyLoan, 'lend', 'a', badge('wang')),
    asks(9, 'zhao', keyLoan, 'giveBack', 'a', { tag: 'K-2', count: 1, witness: 'qian' }),
    asks(10, 'zhao', keyLoan, 'request', 'b', { set: 'K-2', borrower: { kind: 'staff', person: 'li' }, purpose: 'inspection' }),
    asks(11, 'zhao', keyLoan, 'lend', 'b', badge('li')),
    asks(12, 'zhao', keyLoan, 'giveBack', 'b', { tag: 'K-2', count: 1, witness: 'qian' }),
  ],
  'an emergency entry, its paper and its judgement': [
    asks(0, 'zhao', keyLoan, 'emergencyEntry', 'e', { set: 'K-4', unit: '1-2-401', hazard: 'leak', note: '漏水', borrower: 'wang', second: 'gate' }),
    asks(30, 'zhao', keyLoan, 'giveBack', 'e', { tag: 'K-4', count: 1, witness: 'qian' }),
    sweeps(720),
    asks(730, 'wang', keyLoan, 'fileReport', 'e', { text: '关阀', evidence: ['照片'], ownerTold: '电话' }),
    asks(740, 'pm', keyLoan, 'ratify', 'e', { verdict: 'approved' }),
  ],
  'a count with a difference': [
    { name: 'plan', at: 450, run: ({ project: { desk } }) => (daily ? plan(desk, keyCount, daily, 'p1', at(450)) : Promise.reject(new Error('no schedule'))) },
    asks(451, 'zhao', keyCount, 'start', 'c', { kind: 'daily' }),
    asks(
      452,
      'zhao',
      keyCount,
      'submit',
      'c',
      count([
        { set: 'K-1', seen: 1 },
        { set: 'K-2', seen: 1 },
        { set: 'K-3', seen: 2 },
      ]),
    ),
    asks(
      453,
      'qian',
      keyCount,
      'submit',
      'c',
      count([
        { set: 'K-4', seen: 1 },
        { set: 'K-5', seen: 3 },
        { set: 'K-6', seen: 1 },
      ]),
    ),
    asks(454, 'zhao', keyCount, 'finish', 'c'),
    asks(455, 'csm', keyCount, 'explain', 'c', { set: 'K-1', finding: 'corrected', keys: 1, note: '登记有误' }),
    asks(456, 'zhao', keyCount, 'close', 'c'),
    sweeps(520),
  ],
  'a shift that is handed over, disputed and settled, and the next one': [
    asks(0, 'zhao', shiftChange, 'open', 's', { position: 'FRONT', notes: '电梯检修' }),
    asks(1, 'zhao', shiftChange, 'handOver', 's', { to: 'qian' }),
    asks(2, 'zhao', shiftChange, 'recall', 's'),
    asks(3, 'zhao', shiftChange, 'handOver', 's'),
    sweeps(34),
    asks(35, 'qian', shiftChange, 'dispute', 's', { reason: '少一把钥匙' }),
    asks(40, 'pm', shiftChange, 'resolve', 's', { finding: '已找到' }),
    asks(41, 'gate', shiftChange, 'open', 'g', { position: 'GATE' }),
    asks(42, 'gate', shiftChange, 'handOver', 'g'),
    asks(43, 'pm', shiftChange, 'accept', 'g', { remark: '无人接班，代接' }),
    asks(44, 'qian', shiftChange, 'open', 'q', { position: 'ARCH' }),
    asks(45, 'csm', shiftChange, 'cancel', 'q', { reason: '误填' }),
  ],
  'a flat that is sold, and its keys with it': [
    asks(0, 'zhao', partyRegister, 'put', 'buyer', { name: '买方', phones: ['13800000009'] }),
    asks(1, 'zhao', unitRegister, 'transfer', flat, { on: '2026-07-01', owners: [{ party: 'buyer' }] }),
    asks(2, 'zhao', unitRegister, 'relate', flat, { party: 'ma', role: 'tenant', from: '2026-07-02' }),
    asks(3, 'zhao', keySetRegister, 'handOver', 'K-1', { recipient: 'buyer', capacity: 'owner', signature: '移交签收表' }),
    asks(4, 'wang', staffRegister, 'clockOff', 'wang'),
  ],
  'three photos of a leak: one kept and looked at, one withdrawn, one never sent': [
    asks(0, 'zhao', repair, 'register', 'r', burst),
    ...['kept', 'wrong', 'never'].map((of) => asks(1, 'liu', files, 'announce', of, ofPhoto)),
    completes(2, 'liu', 'kept'),
    completes(3, 'liu', 'wrong'),
    asks(4, 'wang', files, 'link', 'kept'),
    asks(5, 'liu', files, 'withdraw', 'wrong', { reason: '传错' }),
    sweeps(17),
  ],
  'a notice no provider answers for, told by hand in the end': [
    setsChannels(0),
    goesOut(0, 'm'),
    ...[1, 3, 9, 41, 75].map(sweeps),
    handedTo(76, 'call'),
    asks(80, 'zhao', message, 'unreachable', 'call', { note: '无人接听' }),
    handedTo(81, 'door'),
    asks(90, 'qian', message, 'told', 'door', { note: '已贴门条' }),
    asks(95, 'csm', message, 'assign', 'promise', { party: 'ma', unit: '1-2-401', way: 'phone', text: '回电告知进度' }),
    asks(99, 'csm', message, 'told', 'promise'),
    asks(100, 'zhao', partyRegister, 'prefer', 'liu', { channel: 'phone', optOut: ['sms'] }),
  ],
  'an owner who was registered twice, and his new telephone': [
    asks(0, 'zhao', partyRegister, 'put', 'double', { name: '刘', phones: ['13800000009'], documents: [{ kind: 'passport', number: 'E12345678' }] }),
    asks(1, 'zhao', unitRegister, 'relate', '1-2-401', { party: 'double', role: 'tenant', from: '2026-07-01' }),
    asks(2, 'zhao', unitRegister, 'relate', flat, { party: 'double', role: 'owner', from: '2025-01-01' }),
    asks(3, 'csm', partyRegister, 'merge', 'double', { into: 'liu', reason: '登记重复', evidence: '本人到场核对' }),
    asks(4, 'zhao', partyRegister, 'changePhone', 'liu', {
      ...{ old: '13800000009', new: '13800000008', reason: '换号' },
      identityShown: { kind: 'identityCard', number: '110101190001010011' },
    }),
    shows(5, { kind: 'party', id: 'liu' }),
  ],
  'a price that somebody else publishes, the next one that headquarters signs, and its end': [
    asks(0, 'csm', tariffRegister, 'put', 'WY', price('2026-07-01', 23_800)),
    asks(1, 'pm', tariffRegister, 'publish', 'WY', publication),
    asks(2, 'pm', tariffRegister, 'put', 'WY', price('2026-08-01', 25_000)),
    asks(3, 'pm', tariffRegister, 'publish', 'WY', publication),
    waitsFor(3, tariffRegister, 'WY', 'second'),
    asks(4, 'fin', approval, 'decide', 'second', { decision: 'approve' }),
    isCarried(5, tariffRegister, 'second'),
    asks(6, 'fin', tariffRegister, 'end', 'WY', { on: '2027-01-01', reason: '合同到期' }),
    asks(7, 'csm', tariffRegister, 'put', 'GT', shared),
    asks(8, 'pm', tariffRegister, 'publish', 'GT', publication),
    asks(9, 'cashier', tariffRegister, 'recordCost', 'GT', { period: '2026-07', wholeFen: 1000_00, evidence: '电费账单' }),
    asks(10, 'pm', unitRegister, 'setCharging', flat, { tariffs: [{ tariff: 'GT', mode: 'exclude', from: '2026-07-01', reason: '一层' }] }),
  ],
  'invoices that are issued, made red, fail and are withdrawn': [
    issues(0, 'bill', card('KP-1')),
    pays(0, 'r1', { payer: 'liu', amountFen: 100_00, units: [flat] }),
    asks(1, 'cashier', invoice, 'request', 'f', ({ ids }) => ({ unit: flat, receipts: [ids.get('r1')], rates, amountFen: 60_00, buyer: { name: '刘' } })),
    asks(2, 'zhao', invoice, 'request', 'g', ({ ids }) => ({ receipts: [ids.get('r1')], rates, buyer: { name: '刘' } })),
    asks(3, 'cashier', invoice, 'take', 'f'),
    asks(4, 'cashier', invoice, 'issue', 'f', { number: '26112000000012345678', on: '2026-07-01' }),
    asks(5, 'cashier', invoice, 'take', 'g'),
    asks(6, 'cashier', invoice, 'fail', 'g', { reason: '当月限额已用完' }),
    asks(7, 'zhao', invoice, 'withdraw', 'g', { reason: '下月再开' }),
    asks(8, 'cashier', invoice, 'requestRed', 'f', { reason: '抬头有误' }),
    asks(9, 'cashier', invoice, 'issueRed', 'f', { number: '26112000000012345679', on: '2026-07-01' }),
  ],
  'orders at a payment provider: one that is paid, one given up, one paid after its end, one nobody answers for, one refused': [
    issues(0, 'card', card('KP-1')),
    issues(0, 'second', card('KP-2')),
    asks(1, 'liu', paymentOrder, 'create', 'paid', ({ ids }) => ({ channel: 'wechat', unit: flat, bills: [ids.get('card')] })),
    answers(1, 'paid', 'opened', code),
    sweeps(4),
    asks(5, 'liu', paymentOrder, 'query', 'paid'),
    arrives(6, 'paid'),
    asks(7, 'cashier', paymentOrder, 'create', 'given up', { channel: 'alipay', unit: flat, printed: true }),
    answers(7, 'given up', 'opened', code),
    asks(8, 'cashier', paymentOrder, 'close', 'given up'),
    answers(8, 'given up', 'ended'),
    arrives(9, 'given up'),
    asks(10, 'liu', paymentOrder, 'create', 'silent', { channel: 'wechat', unit: flat }),
    ...[12, 15, 21, 37].map(sweeps),
    answers(38, 'silent', 'ended'),
    asks(40, 'liu', paymentOrder, 'create', 'refused', { channel: 'wechat', unit: flat }),
    answers(40, 'refused', 'declined', { attempt: 1, reason: 'PARAM_ERROR', again: false }),
    pays(41, 'counter', { payer: 'liu', amountFen: 100_00, units: [flat] }),
  ],
  'an empty flat that pays less for a time, until somebody lives in it': [
    asks(0, 'liu', vacancy, 'apply', 'v', empty),
    asks(10, 'wang', vacancy, 'inspect', 'v', { empty: true, findings: '无人居住' }),
    asks(20, 'csm', vacancy, 'grant', 'v'),
    waitsFor(20, vacancy, 'v', 'signed'),
    asks(21, 'pm', approval, 'decide', 'signed', { decision: 'approve' }),
    asks(22, 'fin', approval, 'decide', 'signed', { decision: 'approve' }),
    isCarried(23, vacancy, 'signed'),
    asks(30, 'zhao', vacancy, 'end', 'v', { on: '2026-09-01', reason: '已入住' }),
    asks(40, 'zhao', vacancy, 'apply', 'w', { ...empty, unit: '1-2-401', applicant: 'ma' }),
    asks(41, 'wang', vacancy, 'inspect', 'w', { empty: false, findings: '有人居住' }),
  ],
  'meters that are read, replaced and read again, and the round that looks for them': [
    asks(0, 'zhao', meterRegister, 'put', 'W-1', { kind: 'water', unit: flat, start: { value: 99_990_000, on: '2026-06-01' } }),
    asks(1, 'cashier', meterRound, 'start', 'round', { period: '2026-07' }),
    asks(2, 'cashier', meterRound, 'check', 'round'),
    asks(3, 'wang', meterRegister, 'takeReading', 'W-1', { period: '2026-07', value: 3_000, rollover: true, note: '已翻转' }),
    asks(4, 'engm', meterRegister, 'correct', 'W-1', { value: 4_000, rollover: true, reason: '照片复核' }),
    asks(5, 'wang', meterRegister, 'replace', 'W-1', { period: '2026-07', final: 5_000, start: 0, reason: '到期轮换' }),
    asks(6, 'cashier', meterRound, 'finish', 'round'),
  ],
  'transfers nobody has claimed: one that turns out to be a household’s, one that goes back where it came from': [
    asks(0, 'cashier', suspense, 'receive', 'zs', { amountFen: 235_03, sender: '刘', externalId: 'B1' }),
    asks(1, 'cashier', suspense, 'assign', 'zs', { payer: 'liu', amountFen: 200_00, units: [flat], evidence: '电话确认' }),
    asks(2, 'csm', suspense, 'assign', 'zs', { payer: 'ma', evidence: '转账截图' }),
    asks(3, 'cashier', suspense, 'receive', 'stray', { amountFen: 100_00, sender: '误转公司' }),
    asks(4, 'cashier', suspense, 'giveBack', 'stray', { reason: '误转', voucher: 'T1' }),
    waitsFor(4, suspense, 'stray', 'back'),
    asks(5, 'csm', approval, 'decide', 'back', { decision: 'approve' }),
    isCarried(6, suspense, 'back'),
    asks(7, 'cashier', suspense, 'receive', 'forgotten', { amountFen: 50_00 }),
    sweeps(31 * 24 * 60),
  ],
  'receipts that are voided, taken back and refunded, a bill that is voided and one that is paid for another flat': [
    issues(0, 'bill', card('KP-1')),
    pays(1, 'wrong', { payer: 'liu', amountFen: 150_00, units: [flat] }),
    asks(2, 'csm', correction, 'void', 'v', ({ ids }) => ({ receipt: ids.get('wrong'), reason: '金额录错' })),
    asks(3, 'zhao', correction, 'voidBill', 'b', ({ ids }) => ({ bill: ids.get('bill'), reason: '未领卡' })),
    ...granted(3, correction, 'b', 'csm'),
    pays(10, 'ahead', { ...ahead, amountFen: 60_00 }),
    asks(11, 'zhao', correction, 'refund', 'r', ({ ids }) => ({ receipt: ids.get('ahead'), amountFen: 20_00, reason: '多交', ...handed })),
    ...granted(11, correction, 'r', 'csm'),
    asks(20, 'zhao', correction, 'refundBalance', 'p', {
      balance: `prepaid~${flat}~liu`,
      amountFen: 10_00,
      reason: '退预收',
      channel: 'cash',
      book: 'cashier',
      ...handed,
    }),
    ...granted(20, correction, 'p', 'csm'),
    pays(30, 'bounced', { ...ahead, amountFen: 80_00 }),
    asks(1440, 'cashier', correction, 'reverse', 'w', ({ ids }) => ({ receipt: ids.get('bounced'), reason: '退票' })),
    ...granted(1440, correction, 'w', 'csm', 'pm', 'fin'),
    pays(1450, 'stray', { ...ahead, amountFen: 90_00 }),
    asks(1451, 'cashier', correction, 'move', 'm', ({ ids }) => ({ receipt: ids.get('stray'), unit: '1-2-401', payer: 'ma', reason: '收错房号' })),
    asks(1452, 'cashier', correction, 'cancel', 'm', { reason: '核对无误' }),
  ],
  'a household that is forgiven some, and does not ask for more': [
    issues(0, 'bill', card('KP-1')),
    asks(1, 'zhao', waiver, 'request', 'w', ({ ids }) => ({ unit: flat, bills: [{ bill: ids.get('bill'), fen: 30_00 }], reason: '困难户' })),
    ...granted(1, waiver, 'w', 'csm'),
    asks(5, 'zhao', waiver, 'request', 'x', ({ ids }) => ({ unit: flat, bills: [{ bill: ids.get('bill'), fen: 10_00 }], reason: '困难户' })),
    waitsFor(5, waiver, 'x', 'refused'),
    asks(6, 'csm', approval, 'decide', 'refused', { decision: 'reject', comment: '已减免' }),
    isCarried(7, waiver, 'refused'),
    asks(8, 'zhao', waiver, 'submit', 'x'),
    asks(9, 'zhao', waiver, 'cancel', 'x', { reason: '不再申请' }),
    sweeps(8 * 1440),
  ],
  'a renovation deposit that loses something and goes back, and one that was never one': [
    asks(0, 'cashier', deposit, 'take', 'd', { kind: 'renovation', unit: flat, party: 'liu', amountFen: 2000_00, channel: 'cash' }),
    asks(1, 'csm', deposit, 'deduct', 'd', loss),
    ...granted(1, deposit, 'd', 'pm'),
    asks(10, 'zhao', deposit, 'refund', 'd', { inspection: '验收单 9', ...handed }),
    ...granted(10, deposit, 'd', 'engm', 'csm', 'pm', 'fin'),
    asks(20, 'cashier', deposit, 'take', 'w', { kind: 'card', unit: flat, party: 'liu', amountFen: 50_00, channel: 'wechat' }),
    asks(21, 'csm', deposit, 'void', 'w', { reason: '渠道录错' }),
  ],
  'water that was collected and is handed on': [
    asks(0, 'csm', tariffRegister, 'put', 'SF', supply),
    asks(1, 'pm', tariffRegister, 'publish', 'SF', publication),
    issues(2, 'bill', { unit: flat, period: '2026-07', feeClass: 'water', tariff: 'SF' }),
    pays(3, 'paid', { payer: 'liu', amountFen: 50_00, units: [flat] }),
    asks(4, 'cashier', remittance, 'request', 'r', { feeClass: 'water', period: '2026-07', amountFen: 40_00, utility: '自来水公司', voucher: '回单 8' }),
    ...granted(4, remittance, 'r', 'pm', 'fin'),
    asks(10, 'cashier', remittance, 'request', 's', { feeClass: 'water', period: '2026-07', amountFen: 10_00, utility: '自来水公司', voucher: '回单 9' }),
    asks(11, 'cashier', remittance, 'cancel', 's', { reason: '凭证有误' }),
  ],
  'arrears that climb the ladder: a promise that is broken, a household that is spared, a letter, a suit': [
    issues(0, 'bill', { ...card('CK-1'), dueOn: '2026-07-01' }),
    duns(days(3), '2026-07-04', 'd'),
    sweeps(days(10)),
    asks(days(10) + 1, 'zhao', dunning, 'call', 'd', { result: 'reached', evidence: '录音 7', promise: { on: '2026-07-15' } }),
    sweeps(days(14)),
    sweeps(days(15)),
    asks(days(15) + 1, 'csm', dunning, 'object', 'd', { complaint: 'TS-1', note: '面积有误' }),
    asks(days(16), 'csm', dunning, 'resume', 'd', { note: '已答复' }),
    asks(days(16) + 1, 'zhao', dunning, 'flagVulnerable', 'd', { reason: '住院' }),
    asks(days(17), 'pm', dunning, 'spare', 'd', { until: '2026-07-20', note: '出院后再议' }),
    sweeps(days(20)),
    asks(days(20) + 1, 'pm', dunning, 'resume', 'd', { note: '已出院' }),
    sweeps(days(30)),
    asks(days(30) + 1, 'zhao', dunning, 'visit', 'd', { visitors: ['wang', 'li'], met: 'payer', evidence: ['签字'] }),
    sweeps(days(40)),
    asks(days(40) + 1, 'zhao', dunning, 'serve', 'd', { kind: 'letter', on: '2026-08-10', how: 'signed', evidence: ['签收单 1'] }),
    asks(days(56), 'pm', dunning, 'litigate', 'd', { forum: 'court', before: '朝阳法院', filedOn: '2026-08-26', evidence: ['受理通知书'] }),
    duns(days(57), '2026-08-27'),
  ],
  'arrears in instalments: a plan that is broken, a payer who dies, and what his heirs pay': [
    issues(0, 'bill', { ...card('CK-1'), dueOn: '2026-07-01' }),
    duns(days(3), '2026-07-04', 'd'),
    asks(days(3) + 1, 'zhao', instalment, 'propose', 'wrong', inParts('2026-07-12')),
    asks(days(3) + 2, 'zhao', instalment, 'cancel', 'wrong', { reason: '日期有误' }),
    asks(days(3) + 3, 'zhao', instalment, 'propose', 'f', inParts('2026-07-11')),
    asks(days(3) + 4, 'zhao', instalment, 'sign', 'f', { on: '2026-07-04', payerSigner: '刘', houseSigner: '王经理', evidence: ['协议 1'] }),
    ...granted(days(3) + 4, instalment, 'f', 'csm'),
    asks(days(5), 'cashier', instalment, 'check', 'f'),
    sweeps(days(7)),
    sweeps(days(14)),
    asks(days(14) + 1, 'zhao', dunning, 'promise', 'd', { on: '2026-07-20', evidence: '承诺书' }),
    asks(days(15), 'pm', partyRegister, 'setStanding', 'liu', { standing: 'deceased', since: '2026-07-15', evidence: '死亡证明' }),
    duns(days(16), '2026-07-17'),
    pays(days(20), 'r', { payer: 'liu', amountFen: 100_00, units: [flat] }),
    duns(days(21), '2026-07-22'),
  ],
  'a row of a spreadsheet': [row, { ...row, name: 'the same row again', at: 6 }],
};

async function childOf({ project: { desk }, ids }: Scene, parent: string): Promise<string> {
  const { items } = await desk.table.query({ index: 'queue', pk: `T#${desk.company}#P#p1#Q#repair`, prefix: 'open#registered#', limit: 10 });
  const child = items.map((item) => String((item['card'] as { id: string }).id)).find((id) => id !== ids.get(parent));
  if (!child) throw new Error('there is no rework');
  return child;
}
