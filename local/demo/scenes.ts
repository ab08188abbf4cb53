import { sha256Of } from '../../lib/documents/look.ts';
import { type Body, type Session, send } from './client.ts';

/** The smallest picture there is: one dark point. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC', 'base64');

/** Where a scene plays: the project's sessions by first name, and the day from which its dates count. */
export interface Stage {
  readonly project: string;
  readonly as: (who: string) => Promise<Session>;
  /** Instant `days` later at `time` of the project's zone. */
  readonly at: (days: number, time: string) => string;
}

/** What one scene does, one request after the other; each has an idempotency key of its own. */
interface Play {
  readonly open: (who: string, collection: string, body: object) => Promise<Body>;
  readonly move: (who: string, path: string, command: string, body?: object) => Promise<Body>;
  /** Adds a photo to a record, as a telephone does: announced, sent to the address, completed. */
  readonly photo: (who: string, on: { readonly kind: string; readonly id: string }, name: string) => Promise<unknown>;
  readonly person: (who: string) => string;
  readonly at: Stage['at'];
}

function play({ project, as, at }: Stage, scene: string): Play {
  let step = 0;
  const post = async (who: string, path: string, body: object) => {
    step += 1;
    return (await as(who)).post(`/projects/${project}/${path}`, body, `demo.${project}.${scene}.${step}`);
  };
  return {
    at,
    person: (who) => `${who}.${project}`,
    open: (who, collection, body) => post(who, collection, body),
    move: (who, path, command, body = {}) => post(who, `${path}/${command}`, body),
    photo: async (who, on, name) => {
      const announced = await post(who, 'documents', { on, name, type: 'image/png', bytes: picture.length, sha256: sha256Of(picture) });
      if (announced.upload) await send(announced.upload, picture);
      return post(who, `documents/${announced.id}/complete`, {});
    },
  };
}

type Scene = (play: Play) => Promise<unknown>;

const caller = { name: '赵演示', phone: '10000000077' };

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** Somebody has to be there: who serves when, the gate round the clock, and the engineers come on duty. */
const shift: Scene = async ({ move, person }) => {
  const day = { shifts: [{ weekdays: everyDay, from: '08:00', to: '20:00' }] };
  const roundTheClock = { shifts: [{ weekdays: everyDay, from: '08:00', to: '08:00' }] };
  for (const [who, roster] of [
    ['front', day],
    ['liu', day],
    ['wang', { shifts: [{ weekdays: everyDay, from: '20:00', to: '08:00' }] }],
    ['gate', roundTheClock],
  ] as const)
    await move('pm', `staff/${person(who)}`, 'roster', roster);
  for (const who of ['wang', 'liu']) await move(who, `staff/${person(who)}`, 'clockOn');
};

/** A burst pipe (爆管): on the way, with its thirty minutes running. */
const burstPipe: Scene = async ({ open, move, person }) => {
  const report = { unit: '1-1-302', category: 'water', description: '厨房水管爆裂，水流不止', urgent: true, urgentKind: 'burstPipe', source: 'phone', caller };
  const { id } = await open('front', 'repairs', report);
  await move('front', `repairs/${id}`, 'dispatch', { worker: person('wang'), standby: [person('liu')] });
  await move('wang', `repairs/${id}`, 'accept');
  await move('wang', `repairs/${id}`, 'depart');
};

/** A lock that sticks, with an appointment for tomorrow: waits to be dispatched. */
const stickyLock: Scene = async ({ open, at }) => {
  const window = { from: at(1, '09:00'), to: at(1, '11:00') };
  await open('front', 'repairs', { unit: '1-1-401', category: 'door', description: '入户门锁转动困难', urgent: false, window, source: 'counter', caller });
};

/** A dripping tap, mended and signed for: waits for the return visit. */
const drippingTap: Scene = async ({ open, move, person, at }) => {
  const report = {
    unit: '1-1-402',
    category: 'water',
    description: '卫生间水龙头滴水',
    urgent: false,
    window: { from: at(1, '00:00'), to: at(1, '11:30') },
    source: 'phone',
    caller,
  };
  const { id } = await open('front', 'repairs', report);
  const repair = `repairs/${id}`;
  await move('csm', repair, 'dispatch', { worker: person('liu') });
  await move('liu', repair, 'accept');
  await move('liu', repair, 'arrive', { placeCode: '演示位置码' });
  await move('engm', repair, 'diagnose', { finding: '阀芯磨损', small: true, payer: 'warranty' });
  await move('liu', repair, 'bookMaterials', { materials: [{ name: '陶瓷阀芯', quantity: 1, unit: '个' }] });
  await move('liu', repair, 'finish', { result: '更换阀芯，试水正常' });
  await move('front', repair, 'sign', { speaker: { role: 'owner', name: '赵演示', evidence: '现场签字单（演示）' } });
  await move('front', repair, 'handIn');
};

/** A household reports by itself (住户自助), for its own flat only. */
const byTheHousehold: Scene = async ({ open, at }) => {
  const window = { from: at(2, '18:00'), to: at(2, '20:00') };
  await open('resident', 'repairs', { unit: '1-1-301', category: 'network', description: '弱电箱无信号', urgent: false, window, source: 'app' });
};

/** A lamp in the stairwell, found on patrol: waits for a part. */
const stairwellLamp: Scene = async ({ open, move, person, at }) => {
  const window = { from: at(1, '13:00'), to: at(1, '17:00') };
  const report = { publicPlace: '1栋1单元3楼楼道', category: 'power', description: '楼道灯不亮', urgent: false, window, source: 'patrol', payer: 'public' };
  const { id } = await open('gate', 'repairs', report);
  const repair = `repairs/${id}`;
  await move('csm', repair, 'dispatch', { worker: person('liu') });
  await move('liu', repair, 'accept');
  await move('liu', repair, 'arrive', { placeCode: '演示位置码' });
  await move('liu', repair, 'diagnose', { finding: '声控开关损坏', small: true, payer: 'public' });
  await move('liu', repair, 'wait', { part: '声控开关', promisedOn: at(2, '00:00').slice(0, 10) });
};

/** Keys of the common rooms, lent for the round (巡检): out until the evening. */
const keysForTheRound: Scene = async ({ open, move, person }) => {
  const { id } = await open('front', 'key-loans', { set: 'K-001', borrower: { kind: 'staff', person: person('wang') }, purpose: 'inspection' });
  await move('front', `key-loans/${id}`, 'lend', { shown: { kind: 'badge', person: person('wang') }, witness: person('csm') });
};

/** Keys lent and brought back. */
const keysReturned: Scene = async ({ open, move, person }) => {
  const { id } = await open('front', 'key-loans', { set: 'K-002', borrower: { kind: 'staff', person: person('liu') }, purpose: 'inspection' });
  await move('front', `key-loans/${id}`, 'lend', { shown: { kind: 'badge', person: person('liu') }, witness: person('csm') });
  await move('front', `key-loans/${id}`, 'giveBack', { tag: 'K-002', count: 2, witness: person('csm') });
};

/** An owner's keys, wanted by an agent: waits for the supervisor's approval. */
const keysForViewing: Scene = async ({ open, at }) => {
  const borrower = {
    kind: 'outsider',
    name: '演示中介',
    company: '演示房产经纪有限公司',
    identity: '00000019900101009X',
    phone: '10088000001',
    mandate: { from: at(0, '00:00').slice(0, 10), to: at(30, '00:00').slice(0, 10), document: '业主授权委托书' },
  };
  await open('front', 'key-loans', { set: 'K-120', unit: '1-1-102', borrower, purpose: 'viewing' });
};

/** Rubbish in the stairwell: an ordinary complaint (一般投诉), understood and planned, to be answered today. */
const rubbish: Scene = async ({ open, move, person }) => {
  const complaint = {
    kind: 'complaint',
    channel: 'phone',
    category: 'environment',
    text: '1 栋 1 单元楼道垃圾两天无人清理，有异味',
    demand: '今天清理',
    unit: '1-1-502',
    complainant: { name: '孙演示', phone: '10000000078' },
  };
  const { id } = await open('front', 'complaints', complaint);
  const path = `complaints/${id}`;
  await move('front', path, 'grade', { grade: 'ordinary' });
  await move('csm', path, 'assign', { handler: person('front'), department: '客服' });
  await move('front', path, 'investigate');
  await move('front', path, 'establish', { cause: 'cleaning', text: '保洁员请假，未安排顶岗' });
  await move('front', path, 'plan', { measures: '今天 17:00 前清运，安排顶岗并致电说明' });
};

/** Somebody fell (人身伤害): a major complaint with its 72 hours running, reported to the project manager. */
const brokenRail: Scene = async ({ open, move, person }) => {
  const complaint = {
    kind: 'complaint',
    channel: 'counter',
    category: 'facility',
    text: '2 栋门前扶手脱落，老人摔伤',
    publicPlace: '2 栋门前台阶',
    unit: '2-1-101',
    complainant: { name: '李演示', phone: '10000000079' },
  };
  const { id } = await open('front', 'complaints', complaint);
  await move('csm', `complaints/${id}`, 'grade', { grade: 'major', grounds: ['injury', 'safety'] });
  await move('csm', `complaints/${id}`, 'assign', { handler: person('engm'), department: '工程' });
  await move('csm', `complaints/${id}`, 'reportUpward', { to: 'manager', how: '电话报告，随附现场照片' });
};

/** A question answered at the counter (咨询). */
const parkingQuestion: Scene = ({ open }) =>
  open('front', 'inquiries', {
    channel: 'counter',
    category: 'parking',
    question: '访客车辆怎样登记？',
    unit: '1-1-402',
    asker: { name: '吴演示' },
    answer: '业主来电或到前台报车牌，当日有效',
    minutes: 3,
  });

/** A water heater's pipe: a quote above ¥500, which the head of engineering has to sign (报价审批), and a photo of the damage. */
const dearQuote: Scene = async ({ open, move, person, at, photo }) => {
  const window = { from: at(1, '08:00'), to: at(1, '17:00') };
  const report = { unit: '1-1-501', category: 'water', description: '热水器进水管锈蚀渗水', urgent: false, window, source: 'phone', caller };
  const { id } = await open('front', 'repairs', report);
  const repair = `repairs/${id}`;
  await move('csm', repair, 'dispatch', { worker: person('liu') });
  await move('liu', repair, 'accept');
  await move('liu', repair, 'arrive', { placeCode: '演示位置码' });
  await move('engm', repair, 'diagnose', { finding: '镀锌管锈穿，须整段更换', small: false, payer: 'paid' });
  await photo('liu', { kind: 'repair', id }, '锈蚀的进水管');
  const lines = [
    { kind: 'labour', item: '更换进水管', amountFen: 32_000 },
    { kind: 'material', item: '不锈钢管 6 米', amountFen: 28_000 },
  ];
  await move('liu', repair, 'quote', { lines });
};

/** The front desk's note for whoever comes next (交接班): handed over, not taken over yet. */
const handOver: Scene = async ({ open, move }) => {
  const { id } = await open('front', 'shift-changes', { position: 'FRONT', notes: '2 栋扶手摔伤一事，家属晚间会再来电，请转项目经理' });
  await move('front', `shift-changes/${id}`, 'handOver');
};

const scenes: Readonly<Record<string, Scene>> = {
  shift,
  burstPipe,
  stickyLock,
  drippingTap,
  byTheHousehold,
  stairwellLamp,
  keysForTheRound,
  keysReturned,
  keysForViewing,
  rubbish,
  brokenRail,
  parkingQuestion,
  dearQuote,
  handOver,
};

/** Plays every scene in a project (演示场景), each up to where it would refuse; what has been played already is answered, not done again. */
export async function playScenes(stage: Stage, refused: (scene: string, error: Error) => void): Promise<void> {
  for (const [name, scene] of Object.entries(scenes)) {
    try {
      await scene(play(stage, name));
    } catch (error) {
      refused(name, error as Error);
    }
  }
}
