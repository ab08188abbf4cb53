import { afterEach, describe, expect, it } from 'vitest';
import type { Desk } from '../../lib/cases/desk.ts';
import { listCases, readHistory, readOne } from '../../lib/cases/read.ts';
import { walk } from '../../lib/cases/walk.ts';
import type { Company } from '../../lib/kernel/actor.ts';
import { caseLog } from '../../lib/lists/case-log.ts';
import { search } from '../../lib/lists/search.ts';
import { readInbox } from '../../lib/notices/inbox.ts';
import { openTable } from '../../lib/table/table.ts';
import { type Send, useLayer } from '../../lib/table/transport.ts';
import { accessKeyFor } from '../../local/engines/credentials.ts';
import { guardedTable, guardLayer } from '../../local/engines/policy-guard.ts';
import { loadModel } from '../../local/template.ts';
import { timeIs } from '../support/clock.ts';
import { newCompany, tableName, tableShape, testDesk } from '../support/engine.ts';
import { errand, trolley } from '../support/errand.ts';
import { house, testHouse } from '../support/house.ts';

const definitions = [...house, errand, trolley];

/** The template's own policy and table. */
const model = await loadModel();
const guard = guardLayer(model.dataRole.statements, guardedTable(model.table.arn, model.table.create));
const removers: (() => void)[] = [];
const layer = (one: (next: Send) => Send) => removers.push(useLayer(one));

afterEach(() => {
  for (const remove of removers.splice(0)) remove();
});

/** A desk whose calls are signed by the company's session, as the local cloud's STS would. */
async function signedDesk(company: Company): Promise<Desk> {
  const desk = await testDesk(definitions, company);
  return { ...desk, table: openTable(company, tableName, sessionOf(company)) };
}

const sessionOf = (company: Company) => async () => ({ accessKeyId: accessKeyFor({ company }), secretAccessKey: 'test' });

/** Two companies that have the same ids in everything. */
async function twoCompanies() {
  timeIs('2026-07-01T08:00:00+08:00');
  const [a, b] = await Promise.all([newCompany(), newCompany()].map((company) => signedDesk(company)));
  if (!a || !b) throw new Error('two desks');
  const theirs = await testHouse([errand, trolley], a);
  await theirs.hire('zhao', ['FRONT', 'PM']);
  await theirs.by('zhao', trolley, 'put', { wheels: 4 }, { id: 't1' });
  const { body } = await theirs.by('zhao', errand, 'ask', { what: '机密', dueAt: '2026-07-01T10:00:00+08:00' });
  const ours = await testHouse([errand, trolley], b);
  await ours.hire('zhao', ['FRONT', 'PM']);
  return { a, b, id: body.id };
}

const caller = { person: 'zhao', project: 'p1' };

/** Everything company B may try with an id of company A. */
const probes = (desk: Desk, id: string): readonly (readonly [string, () => Promise<unknown>])[] => [
  ['read a case', () => readOne(desk, errand, caller, id)],
  ['read its history', () => readHistory(desk, errand, caller, id, { limit: 10 })],
  ['read a register record', () => readOne(desk, trolley, caller, 't1')],
  ['command', () => walk(desk, { ...caller, definition: errand, id, command: 'take', input: {} })],
  ['list', () => listCases(desk, errand, caller, { limit: 10 })],
  ['inbox', () => readInbox(desk, 'zhao', { limit: 10 })],
  ['log', () => caseLog(desk, caller, [errand], { limit: 10 })],
  ['search', () => search(desk, 'zhao', { q: id, limit: 10 })],
];

/** What whoever has nothing is answered where he may look. */
const nothing = new Map([
  ['list', '{"items":[]}'],
  ['inbox', '{"items":[]}'],
  ['log', '{"items":[]}'],
  ['search', '{"units":[],"parties":[],"cases":[]}'],
]);

/** A defect in our own code: it takes company B's request for company A's, and only the credentials are still B's. */
const mixedUp = (a: Desk, b: Desk): Desk => ({ ...a, table: openTable(a.company, tableName, sessionOf(b.company)) });

const outcome = (probe: () => Promise<unknown>) =>
  probe().then(
    (answer) => JSON.stringify(answer),
    (error: { code?: string; kind?: string }) => `${error.kind} ${error.code}`,
  );

describe('two walls between companies', () => {
  it('stand around the very table the other tests write to', () => {
    const { TableName: _name, BillingMode: _mode, ...shape } = tableShape;
    expect(model.table.create).toMatchObject(shape);
  });

  it('the code alone: without the policy nothing of the other company is found', async () => {
    const { b, id } = await twoCompanies();
    for (const [name, probe] of probes(b, id)) expect(await outcome(probe), name).toBe(nothing.get(name) ?? 'not-found access.not-found');
  });

  it('the policy alone: code that builds the other company’s keys is denied, and the answer is that of a missing record', async () => {
    const { a, b, id } = await twoCompanies();
    layer(guard);
    for (const [name, probe] of probes(mixedUp(a, b), id)) expect(await outcome(probe), name).toBe('not-found access.not-found');
  });

  it('neither wall: the same defect without the policy does reach the other company, so the test above proves something', async () => {
    const { a, b, id } = await twoCompanies();
    expect(await outcome(() => readOne(mixedUp(a, b), errand, caller, id))).toContain('机密');
  });

  it('with both walls a company works as before', async () => {
    const { a, id } = await twoCompanies();
    layer(guard);
    expect(await readOne(a, errand, caller, id)).toMatchObject({ what: '机密' });
  });
});
