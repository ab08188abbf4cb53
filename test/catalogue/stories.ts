import { runSteps } from '../../lib/cases/batch.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { plan } from '../../lib/cases/plan.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { instant, now, plus } from '../../lib/kernel/clock.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { schedules } from '../../lib/schedules.ts';
import { dueShards, parseDue } from '../../lib/table/keys.ts';
import { document as files } from '../../lib/workflows/document/workflow.ts';
import { keyCount } from '../../lib/workflows/key-count/workflow.ts';
import { keyLoan } from '../../lib/workflows/key-loan/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { definitionOf, morning, type Project } from '../support/world.ts';
import { completes, ofPhoto } from './document-steps.ts';

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

const count = (lines: readonly object[]) => ({ lines });
const daily = schedules.find(({ job }) => job === 'key-count');

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

/** The scenarios that are broken at every write. */
export const stories: Readonly<Record<string, readonly Step[]>> = {
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
    asks(180, 'zhao', repair, 'visit', 'r', { grade: 'dissatisfied', window: { from: at(240), to: at(300) } }),
    { name: 'the rework', at: 181, run: async (scene) => void scene.ids.set('child', await childOf(scene, 'r')) },
    ...work('child', 240, 'li'),
    asks(262, 'li', repair, 'quote', 'child', { lines: [{ kind: 'labour', item: '重装', amountFen: 100 }] }),
    asks(263, 'zhao', repair, 'agree', 'child', { speaker }),
    ...ending('child', 270, 'li'),
    asks(280, 'zhao', repair, 'visit', 'child', { grade: 'mostlySatisfied' }),
  ],
  'two reports of one burst': [
    asks(0, 'zhao', repair, 'register', 'first', burst),
    asks(3, 'qian', repair, 'register', 'second', { ...burst, unit: '1-2-401', caller: { name: '马', party: 'ma' } }),
    asks(4, 'csm', repair, 'dispatch', 'second', { worker: 'li' }),
    asks(5, 'csm', repair, 'merge', 'second', ({ ids }) => ({ into: ids.get('first') })),
    asks(6, 'csm', repair, 'dispatch', 'first', { worker: 'li' }),
    asks(7, 'zhao', repair, 'withdraw', 'first', { reason: '误报', word: '电话', allCallersAgree: true }),
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
  'a row of a spreadsheet': [row, { ...row, name: 'the same row again', at: 6 }],
};

async function childOf({ project: { desk }, ids }: Scene, parent: string): Promise<string> {
  const { items } = await desk.table.query({ index: 'queue', pk: `T#${desk.company}#P#p1#Q#repair`, prefix: 'open#registered#', limit: 10 });
  const child = items.map((item) => String((item['card'] as { id: string }).id)).find((id) => id !== ids.get(parent));
  if (!child) throw new Error('there is no rework');
  return child;
}
