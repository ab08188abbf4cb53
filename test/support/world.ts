import type { Definition } from '../../lib/cases/definition.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import type { Company } from '../../lib/kernel/actor.ts';
import type { Position } from '../../lib/kernel/position.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { channelSettings } from '../../lib/registers/channel-settings/register.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { openKeyRing } from '../../lib/table/key-ring.ts';
import { openTable } from '../../lib/table/table.ts';
import { timeIs } from './clock.ts';
import { newCompany, tableName, testWrapper } from './engine.ts';
import { house, testHouse } from './house.ts';

/** Every definition of the house: those above projects, the registers, the workflows. */
export const allDefinitions: readonly Definition[] = [...new Set([...house, channelSettings, ...registers, ...workflows])];

/** The definition of that name. @throws Error when there is none */
export function definitionOf(kind: string): Definition {
  const found = allDefinitions.find(({ name }) => name === kind);
  if (!found) throw new Error(`no definition of ${kind}`);
  return found;
}

const wrapper = testWrapper();

/** A desk with the whole catalogue on whatever stands behind the transport seam; with {@link memoryEngine} nothing leaves the process. */
export function memoryDesk(company: Company = newCompany()): Desk {
  const table = openTable(company, tableName);
  return { company, table, keys: openKeyRing(table, wrapper, new Map()), definitions: definitionMap(allDefinitions) };
}

/** Who works in project p1. Persons and their staff records have the same names. */
export const colleagues = {
  zhao: ['FRONT'],
  qian: ['FRONT', 'ARCH'],
  csm: ['CSM'],
  pm: ['PM'],
  engm: ['ENGM'],
  wang: ['ENG'],
  li: ['ENG'],
  gate: ['GATE'],
  hr: ['HR'],
  hq: ['HQ-ADM', 'HQ-PROJ'],
  cashier: ['CASHIER'],
  fin: ['HQ-FIN'],
} as const satisfies Record<string, readonly Position[]>;

/** Residents, by the unit they hold. */
export const residents = { liu: '1-2-301', ma: '1-2-401' } as const;

export const everybody: readonly string[] = [...Object.keys(colleagues), ...Object.keys(residents)];

const departments: Readonly<Record<string, string>> = { wang: '工程', li: '工程', engm: '工程', gate: '秩序' };
const skills = ['综合', '水电工', '防水', '燃气', '电梯', '消防', '弱电', '门窗'];

/** Wednesday 1 July 2026, ten in the morning in Shanghai. */
export const morning = '2026-07-01T10:00:00+08:00';

/** A project at work: two flats with their owners, colleagues on duty, six sets of keys in a cabinet. */
export async function project(desk: Desk) {
  timeIs(morning);
  const at = await testHouse([...registers, ...workflows], desk);
  // Everybody is asked afterwards, so that no story hangs on a draw.
  await at.system(projectRegister, hq, 'p1', { name: '一号院', sla: { repairVisitPercent: 100 } });
  for (const [person, positions] of Object.entries(colleagues)) await at.hire(person, positions);
  for (const [person, unit] of Object.entries(residents)) {
    await at.system(partyRegister, 'p1', person, {
      name: person,
      phones: ['13800000001'],
      documents: [{ kind: 'identityCard', number: '110101190001010011' }],
    });
    await at.system(unitRegister, 'p1', unit, { buildingAreaDm2: 9875, relations: [{ party: person, role: 'owner', from: '2024-01-01' }] });
    await at.hire(person, [], ['p1'], [unit]);
  }
  for (const person of ['wang', 'li', 'engm', 'gate', 'qian', 'pm']) {
    await at.system(staffRegister, 'p1', person, { name: `${person}师傅`, department: departments[person] ?? '客服', skills });
    await at.by(person, staffRegister, 'clockOn', {}, { id: person });
  }
  const mandate = { from: '2026-01-01', to: '2026-12-31', document: '委托书' };
  const cabinet = '1号柜';
  await at.system(keySetRegister, 'p1', 'K-1', { count: 2, cabinet, kind: 'ownerEntrusted', unit: '1-2-301', owner: 'liu', mandate });
  await at.system(keySetRegister, 'p1', 'K-2', { count: 1, cabinet, kind: 'publicArea' });
  await at.system(keySetRegister, 'p1', 'K-3', { count: 2, cabinet, kind: 'equipmentRoom' });
  await at.system(keySetRegister, 'p1', 'K-4', { count: 1, cabinet, kind: 'ownerEntrusted', unit: '1-2-401', owner: 'ma' });
  await at.system(keySetRegister, 'p1', 'K-5', { count: 3, cabinet, kind: 'accessCard' });
  await at.system(keySetRegister, 'p1', 'K-6', { count: 1, cabinet, kind: 'undelivered', unit: '1-2-401' });
  return at;
}

/** A project somebody can act in. */
export type Project = Awaited<ReturnType<typeof project>>;
