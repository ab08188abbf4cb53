import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localSecret } from '../engines/sms.ts';
import { DemoRefused, type Holder, type Session, signIn } from './client.ts';
import { type DemoCompany, type DemoPerson, type DemoProject, demoCompanies, headquarters, peopleOf, residentOf } from './companies.ts';
import { billMonth } from './month.ts';
import { playScenes } from './scenes.ts';

const folder = join(import.meta.dirname, 'sheets');

/**
 * Fills an empty cloud with the demo (演示数据) as users would, over HTTP: companies, projects, people, spreadsheets, and some work in progress.
 *
 * It may be interrupted at any point and started again: what is put is put once, what is posted has a key, and dates count from the founding of the company.
 *
 * @throws DemoRefused when a company, project, person or spreadsheet is not taken in
 */
export async function seedDemo(baseUrl: string): Promise<void> {
  await Promise.all(demoCompanies.map((company) => seedCompany(baseUrl, company)));
}

async function seedCompany(baseUrl: string, company: DemoCompany): Promise<void> {
  const enter = entrance(baseUrl, company.id);
  const admin = await enter(headquarters[0] as DemoPerson, []);
  const { openedAt } = await admin.put('/company', { legalName: company.legalName, settings: { servicePhone: company.servicePhone } });
  if (company.sign) await admin.put('/company/channels', channelsOf(company.id, company.sign));
  for (const { id, name, address } of company.projects) await unlessThere(admin.post('/projects', { id, name, address }, `demo.project.${id}`));
  for (const one of headquarters.slice(1)) await enter(one, []);
  await Promise.all(company.projects.map((project) => seedProject(project, { admin, enter, openedAt })));
  for (const one of headquarters.slice(1)) await appoint(admin, one, ['*']);
}

/** Text messages for what a resident wants to know, and a line in the group for what cannot wait; the account is one with the provider of this machine. */
function channelsOf(company: string, sign: string): object {
  const text = (type: string, ...params: string[]) => ({ type, way: 'sms', template: `DEMO_${type}`, params });
  return {
    sms: { sign, account: company, secret: localSecret(company), dailyBudget: 500 },
    wecom: { groups: [{ project: '*', position: 'CSM', key: `demo-robot-${company}` }] },
    templates: [
      text('repair.registered', 'number', 'title'),
      text('repair.accepted', 'worker', 'due', 'title', 'number', 'code'),
      text('repair.finished', 'number', 'result'),
      text('binding.code', 'code', 'validFor'),
      text('emergency', 'text'),
      { type: 'repair.toDispatch', way: 'wecom' },
    ],
  };
}

/** Sessions by person, so that each signs in once. */
function entrance(baseUrl: string, company: string): (person: DemoPerson, projects: readonly string[]) => Promise<Session> {
  const sessions = new Map<string, Promise<Session>>();
  return (someone, projects) => {
    const { person, positions, units = [] } = someone;
    const holder: Holder = { company, person, positions, projects, units };
    const session = sessions.get(person) ?? signIn(baseUrl, holder);
    sessions.set(person, session);
    return session;
  };
}

interface Office {
  readonly admin: Session;
  readonly enter: ReturnType<typeof entrance>;
  readonly openedAt: string;
}

async function seedProject(project: DemoProject, { admin, enter, openedAt }: Office): Promise<void> {
  const people = peopleOf(project);
  const as = (who: string): Promise<Session> => {
    const someone = [...people, residentOf(project)].find(({ person }) => person === `${who}.${project.id}`);
    if (!someone) throw new Error(`nobody is called ${who}`);
    return enter(someone, [project.id]);
  };
  for (const someone of people) await enter(someone, [project.id]);
  for (const someone of people) await appoint(admin, someone, [project.id]);
  for (const [collection, file] of [
    ['units', project.households],
    ['staff', project.staff],
    ['key-sets', project.keys],
  ] as const) {
    const keeper = collection === 'staff' ? admin : await as('front');
    await keeper.importSheet(`/projects/${project.id}/${collection}`, await readFile(join(folder, file)), `demo.${project.id}.${collection}`);
  }
  const resident = residentOf(project);
  await as('resident');
  await (await as('front')).put(`/projects/${project.id}/parties/${resident.person}`, { name: resident.name, phones: ['10000000301'] });
  const day = (days: number) => new Date(Date.parse(openedAt) + (8 + days * 24) * 3600_000).toISOString().slice(0, 10);
  const at = (days: number, time: string) => `${day(days)}T${time}:00+08:00`;
  const stage = { project: project.id, as, at };
  const refused = (scene: string, error: Error) => process.stderr.write(`demo scene ${scene} of ${project.name}: ${error.message}\n`);
  await playScenes(stage, refused);
  if (project.bills) await billMonth(stage).catch((error: Error) => refused('billMonth', error));
}

/** The token has made the member with his positions; his name comes from the office. */
async function appoint(admin: Session, { person, name, positions }: DemoPerson, projects: readonly string[]): Promise<void> {
  const grants = positions.flatMap((position) => projects.map((project) => ({ project, position })));
  await admin.put(`/members/${encodeURIComponent(person)}`, { name, grants });
}

/** A project that was founded before the interruption is there. */
async function unlessThere(founding: Promise<unknown>): Promise<void> {
  await founding.catch((error: unknown) => {
    if (!(error instanceof DemoRefused && error.code === 'case.exists')) throw error;
  });
}
