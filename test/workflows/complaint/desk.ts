import { carryOut } from '../../../lib/cases/carry-out.ts';
import { type ListAnswer, listCases, readHistory, readOne } from '../../../lib/cases/read.ts';
import { sweep } from '../../../lib/cases/sweep.ts';
import { listForCaller } from '../../../lib/lists/resident.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { staffRegister } from '../../../lib/registers/staff/register.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { approval } from '../../../lib/workflows/approval/workflow.ts';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { inquiry } from '../../../lib/workflows/inquiry/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { testHouse } from '../../support/house.ts';
import { litter, start } from './story.ts';

const staff = { zhao: ['FRONT'], qian: ['FRONT'], csm: ['CSM'], pm: ['PM'], hq: ['HQ-PROJ'], gm: ['GM'], engm: ['ENGM'], wang: ['ENG'] } as const;

/** What an answer shows of a case. */
export type Seen = Record<string, unknown> & {
  readonly state: string;
  readonly commands: readonly string[];
  readonly timers: readonly { readonly name: string; readonly stage: string; readonly dueAt: string }[];
};

/** One line of a history. */
export interface Line {
  readonly command: string;
  readonly by: { readonly person: string };
  readonly facts?: readonly { readonly kpi: string; readonly met?: boolean }[];
}

/** A project with its service centre, three flats and who lives in them, on the real engine, at ten in the morning. */
export async function serviceCentre() {
  timeIs(start);
  const house = await testHouse([complaint, inquiry, repair, approval, staffRegister, unitRegister, partyRegister]);
  for (const [person, positions] of Object.entries(staff)) await house.hire(person, positions);
  for (const unit of ['1-2-301', '1-2-401', '1-2-501']) await house.system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875 });
  await house.system(staffRegister, 'p1', 'wang', { name: '王师傅', department: '工程' });
  await house.by('wang', staffRegister, 'clockOn', {}, { id: 'wang' });
  await house.hire('liu', [], ['p1'], ['1-2-301']);
  await house.hire('wife', [], ['p1'], ['1-2-301']);
  await house.hire('ma', [], ['p1'], ['1-2-401']);
  const register = async (input: object = {}, person = 'zhao') =>
    (await house.by(person, complaint, 'register', { ...litter, complainant: { name: '刘', party: 'liu' }, ...input })).body.id;
  const act = (person: string, id: string, command: string, input: object = {}) => house.by(person, complaint, command, input, { id });
  const read = (id: string, person = 'csm', of = complaint) => readOne(house.desk, of, { person, project: 'p1' }, id) as Promise<Seen>;
  const list = (person: string): Promise<ListAnswer> => listCases(house.desk, complaint, { person, project: 'p1' }, { limit: 50 });
  const ownList = (person: string): Promise<ListAnswer> => listForCaller(house.desk, complaint, { person, project: 'p1' }, { limit: 50 });
  const swept = (id: string, of = complaint) => sweep(house.desk, of, { project: 'p1', kind: of.name, id });
  const history = async (id: string, person = 'hq', of = complaint) =>
    (await readHistory(house.desk, of, { person, project: 'p1' }, id, { limit: 90 })).items as readonly Line[];
  const sign = (person: string, request: string) => house.by(person, approval, 'decide', { decision: 'approve' }, { id: request });
  const carry = (request: string) => carryOut(house.desk, complaint, { project: 'p1', approval: request });
  /** From the grade to the reply. */
  const answer = async (id: string, handler = 'qian', by = 'csm') => {
    await act(by, id, 'assign', { handler });
    await act(handler, id, 'investigate');
    await act(handler, id, 'establish', { cause: 'cleaning', text: '未顶岗' });
    await act(handler, id, 'plan', { measures: '清运' });
    await act(handler, id, 'handle');
    await act(handler, id, 'reply', { text: '已清运', how: '电话' });
  };
  return { ...house, register, act, read, list, ownList, swept, history, sign, carry, answer };
}
