import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { listCases, readHistory, readOne } from '../../lib/cases/read.ts';
import { matchRoute, routesOf } from '../../lib/cases/routes.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { coreErrors } from '../../lib/kernel/error-catalogue.ts';
import { listProjects } from '../../lib/lists/projects.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { describeApi, orderedBy } from '../../lib/openapi/describe.ts';
import { openApi } from '../../lib/openapi/document.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { keySetRegister } from '../../lib/registers/key-set/register.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { projectRegister } from '../../lib/registers/project/register.ts';
import { staffRegister } from '../../lib/registers/staff/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { sampleFiles } from '../events/sample-files.ts';
import { timeIs } from '../support/clock.ts';
import { errand, trolley } from '../support/errand.ts';
import { testHouse } from '../support/house.ts';
import { bodySchemaName, operationsOf, standalone } from './operations.ts';

const slices = [...workflows, ...registers];
const document = openApi();
const small = describeApi({ workflows: [errand], registers: [trolley], company: companyRegister, project: projectRegister, member: memberRegister });
const schemaOf = (api: typeof small, name: string) => z.fromJSONSchema(standalone(api, name));
const expectDescribed = (api: typeof small, name: string, answer: unknown) => {
  const { error } = schemaOf(api, name).safeParse(JSON.parse(JSON.stringify(answer)));
  expect(error && `${name}: ${z.prettifyError(error)}`).toBeUndefined();
};
const codesOf = (name: string) =>
  (document.components.schemas[name] as { allOf: [unknown, { properties: { code: { enum: string[] } } }] }).allOf[1].properties.code.enum;

describe('the description of a slice', () => {
  it.each(slices.flatMap((slice) => routesOf(slice).map((route) => ({ slice, route, name: `${route.method} ${route.path}` }))))(
    '$name is what the router does',
    ({ slice, route }) => {
      const rest = route.path
        .split('/')
        .slice(4)
        .map((segment) => (segment === '{id}' ? 'x1' : segment));
      const operation = matchRoute(slice, route.method, rest);
      expect(operation.op).toBe(route.operation);
      if ('command' in operation) expect(operation.command).toBe(route.command);
    },
  );

  it.each(slices)('$name answers its own codes, those of every slice, and those of whom it orders from', (slice) => {
    const ordered = [...slices, memberRegister].filter(({ name }) => orderedBy[slice.name]?.includes(name)).flatMap(({ errors }) => Object.keys(errors));
    const names = slice.name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    expect(new Set(codesOf(`${names.join('')}Problem`))).toEqual(
      new Set([...Object.keys(slice.errors), ...ordered, ...Object.keys(coreErrors), 'service.fault']),
    );
  });

  it('knows whom the sources order from', () => {
    const root = join(import.meta.dirname, '../../lib');
    const found = new Map<string, Set<string>>();
    for (const file of globSync('{workflows,registers}/*/*.ts', { cwd: root })) {
      const slice = file.split('/')[1] ?? '';
      const source = readFileSync(join(root, file), 'utf8');
      for (const [, contract = ''] of source.matchAll(/\b(?:order|open)\(\s*(\w+),/g)) {
        const from = new RegExp(`import \\{[^}]*\\b${contract}\\b[^}]*\\} from '([^']+)/contract\\.ts'`).exec(source)?.[1]?.split('/').at(-1) ?? '';
        if (from !== '.' && from !== slice) found.set(slice, (found.get(slice) ?? new Set()).add(from));
      }
    }
    expect(Object.fromEntries([...found].map(([slice, others]) => [slice, [...others].toSorted()]))).toEqual(orderedBy);
  });

  it('takes the samples as bodies of their commands', () => {
    const samples = sampleFiles();
    const refused = operationsOf(document).flatMap(({ path, operation }) => {
      const name = bodySchemaName(operation);
      const command = operation.operationId.endsWith('Put') ? 'put' : (path.split('/').at(-1) ?? '');
      const sample = samples.get(`commands/${operation.tags[0]}.${command}`);
      if (!name || sample === undefined) return [];
      const { error } = schemaOf(document, name).safeParse(sample);
      return error ? [`${operation.operationId}: ${z.prettifyError(error)}`] : [];
    });
    expect(refused).toEqual([]);
  });

  it('takes the version a clerk saw where a record is changed, and not where one is opened', () => {
    expect(schemaOf(small, 'ErrandTakeInput').safeParse({ version: 3 }).success).toBe(true);
    expect(schemaOf(small, 'TrolleyPutInput').safeParse({ wheels: 4, version: 3 }).success).toBe(true);
    expect(schemaOf(small, 'ErrandAskInput').safeParse({ what: '送信', dueAt: '2026-07-01T10:00:00+08:00', version: 3 }).success).toBe(false);
    expect(schemaOf(small, 'CaseReassignInput').safeParse({ to: 'sun', reason: '休假', version: 3 }).success).toBe(true);
    expect(schemaOf(small, 'CaseWatchInput').safeParse({ version: 3 }).success).toBe(false);
  });

  it('shows personal data as a mask and never as it is sealed', () => {
    const answer = JSON.stringify(small.components.schemas['Errand']);
    expect(answer).toContain('"phone":{"type":"string","description":"掩码');
    expect(JSON.stringify(document.components.schemas)).not.toMatch(/"c":\{"type":"string"\},"k"/);
  });

  it('says which states have a field, and what a command starts from and ends in', () => {
    const errandSchema = JSON.stringify(small.components.schemas['Errand']);
    expect(errandSchema).toContain('"doneAt":{"type":"string","format":"date-time","x-states":["done"]}');
    const take = small.paths['/projects/{projectId}/errands/{id}/take']?.post;
    expect(take).toMatchObject({ summary: '接单', 'x-positions': ['FRONT'], 'x-from': ['open'], 'x-to': ['taken'] });
  });

  it('leaves out what only the clock and other records do', () => {
    expect(Object.keys(small.paths).filter((path) => /expire|childDone|load/.test(path))).toEqual([]);
  });
});

describe('what is answered', () => {
  it('is as described', async () => {
    timeIs('2026-07-01T08:00:00+08:00');
    const { by, hire, desk } = await testHouse([errand, trolley]);
    await hire('zhao', ['FRONT']);
    const { body } = await by('zhao', errand, 'ask', { what: '送信', dueAt: '2026-07-01T10:00:00+08:00', phone: '13812345678' });
    await by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
    const caller = { person: 'zhao', project: 'p1' };
    const answers = [
      ['Errand', await readOne(desk, errand, caller, body.id)],
      ['Trolley', await readOne(desk, trolley, caller, 't1')],
      ['HistoryPage', await readHistory(desk, errand, caller, body.id, { limit: 20 })],
    ] as const;
    for (const [name, answer] of answers) expectDescribed(small, name, answer);
  });

  it('is as described for the house, its people and a repair with a caller', async () => {
    timeIs('2026-07-01T08:00:00+08:00');
    const { by, hire, desk } = await testHouse([repair, staffRegister, keySetRegister]);
    await hire('lin', ['FRONT', 'CSM']);
    await hire('boss', ['HQ-ADM']);
    const sample = (name: string) => sampleFiles().get(`commands/${name}`);
    await by('lin', partyRegister, 'put', sample('party.put'), { id: 'K0001' });
    await by('lin', unitRegister, 'put', { kind: 'residential', buildingAreaDm2: 9875, relations: [{ party: 'K0001', role: 'owner' }] }, { id: '1-2-301' });
    await by('lin', keySetRegister, 'put', sample('key-set.put'), { id: 'JX-0012' });
    const { body } = await by('lin', repair, 'register', sample('repair.register'));
    const lin = { person: 'lin', project: 'p1' };
    const boss = { person: 'boss', project: 'hq' };
    const units = await searchRegister(desk, unitRegister, lin, { limit: 20, q: '13800001234' });
    expect(units.items).toHaveLength(1);
    const answers = [
      ['Party', await readOne(desk, partyRegister, lin, 'K0001')],
      ['Unit', await readOne(desk, unitRegister, lin, '1-2-301')],
      ['UnitPage', units],
      ['KeySet', await readOne(desk, keySetRegister, lin, 'JX-0012')],
      ['Repair', body],
      ['CardPage', await listCases(desk, repair, lin, { limit: 20 })],
      ['HistoryPage', await readHistory(desk, repair, lin, body.id, { limit: 20 })],
      ['Member', await readOne(desk, memberRegister, boss, 'lin')],
      ['ProjectPage', await listProjects(desk, 'boss', { limit: 20 })],
      ['Company', await readOne(desk, companyRegister, boss, desk.company)],
    ] as const;
    for (const [name, answer] of answers) expectDescribed(document, name, answer);
    expect(JSON.stringify(answers)).not.toContain('13800001234');
  });
});
