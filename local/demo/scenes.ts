import type { Body, Session } from './client.ts';

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
  };
}

type Scene = (play: Play) => Promise<unknown>;

const caller = { name: '赵演示', phone: '10000000077' };

/** Somebody has to be there: the engineers come on duty. */
const shift: Scene = async ({ move, person }) => {
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
