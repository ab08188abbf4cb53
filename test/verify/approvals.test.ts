import { afterAll, describe, expect, it } from 'vitest';
import { waitForStage } from '../../lib/cases/carrier.ts';
import { carryOut } from '../../lib/cases/carry-out.ts';
import { definitionMap } from '../../lib/cases/desk.ts';
import { openKeyRing } from '../../lib/table/key-ring.ts';
import { openTable } from '../../lib/table/table.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { linkOf } from '../../local/verify/check-history.ts';
import { verifyItems } from '../../local/verify/verify-items.ts';
import { timeIs } from '../support/clock.ts';
import { newCompany, tableName, testWrapper } from '../support/engine.ts';
import { errand, trolley } from '../support/errand.ts';
import { house, testHouse } from '../support/house.ts';
import { memoryEngine } from '../support/memory-engine.ts';

type Loose = Record<string, unknown> & { pk: string; sk: string };

/** A request that two stages signed and that was carried out, one that was refused, and one that waits. */
async function story() {
  const engine = memoryEngine();
  afterAll(engine.stop);
  timeIs('2026-07-01T10:00:00+08:00');
  const company = newCompany();
  const table = openTable(company, tableName);
  const desk = { company, table, keys: openKeyRing(table, testWrapper(), new Map()), definitions: definitionMap([...house, approval, errand, trolley]) };
  const at = await testHouse([errand, trolley], desk);
  const people = { lin: ['FRONT'], chen: ['CSM'], pm: ['PM'], fin: ['HQ-FIN'] };
  for (const [person, positions] of Object.entries(people)) await at.hire(person, positions);
  const open = async (yuan: number) => {
    const { id } = (await at.by('lin', errand, 'ask', { what: `办${yuan}`, dueAt: '2026-07-03T10:00:00+08:00' })).body;
    await at.by('lin', errand, 'take', {}, { id });
    const asked = await at.by('lin', errand, 'spend', { yuan }, { id });
    return (asked.body['approval'] as { approval: string }).approval;
  };
  const sign = (person: string, id: string, decision = 'approve') => at.by(person, approval, 'decide', { decision, comment: '如题' }, { id });
  const [done, refused, waits] = [await open(3000), await open(601), await open(602)];
  for (const person of ['chen', 'fin', 'pm']) await sign(person, done);
  await sign('chen', refused, 'reject');
  for (const id of [done, refused]) await carryOut(desk, errand, { project: 'p1', approval: id });
  await waitForStage(desk, { project: 'p1', approval: waits }, 1, 'token');
  return { items: engine.items() as readonly Loose[], done, refused, waits };
}

const told = await story();

const errors = (items: readonly Loose[], settled = false): string[] => [...new Set(verifyItems(items, { settled }).map(({ check }) => check))].sort();

/** The items with one record changed, and the chain of its history made anew, as somebody would who knows how. */
function forged(id: string, change: (record: Record<string, unknown>) => unknown, entries: (entry: Loose) => unknown = () => undefined): readonly Loose[] {
  const items = structuredClone(told.items) as Loose[];
  const own = items.filter(({ pk }) => pk.endsWith(`#C#${id}`));
  let chain = '';
  for (const each of own.filter(({ sk }) => sk.startsWith('H#')).sort((a, b) => (a.sk < b.sk ? -1 : 1))) {
    entries(each);
    chain = linkOf(chain, each);
    each['chain'] = chain;
  }
  for (const each of own.filter(({ sk }) => sk === 'CASE')) {
    change(each['record'] as Record<string, unknown>);
    each['chain'] = chain;
  }
  return items;
}

interface Signature {
  person: string;
  position: string;
  member: number;
  at: string;
  onBehalfOf?: string[];
}
interface Slot {
  positions: string[];
  signature?: Signature;
}
const slot = (record: Record<string, unknown>, stage: number, at = 0): Slot => (record['stages'] as { slots: Slot[] }[])[stage]?.slots[at] as Slot;
const signature = (record: Record<string, unknown>, stage: number, at = 0): Signature => slot(record, stage, at).signature as Signature;

describe('the verifier, of approvals', () => {
  it('finds nothing in what the walk has written', () => {
    expect(verifyItems(told.items)).toEqual([]);
  });

  it('sees who signed his own request, or had it signed in his name', () => {
    expect(errors(forged(told.done, (record) => Object.assign(record, { requester: 'chen' })))).toContain('approval.own');
    expect(errors(forged(told.done, (record) => Object.assign(signature(record, 0), { onBehalfOf: ['lin'] })))).toContain('approval.own');
  });

  it('sees one person behind two signatures', () => {
    expect(errors(forged(told.done, (record) => Object.assign(signature(record, 1), { onBehalfOf: ['chen'] })))).toContain('approval.twice');
  });

  it('sees a position that was not held on that day, or not by that version', () => {
    expect(errors(forged(told.done, (record) => Object.assign(signature(record, 0), { member: 2 })))).toEqual(['approval.position']);
    expect(errors(forged(told.done, (record) => Object.assign(signature(record, 0), { at: '1850-12-31T10:00:00.000Z' })))).toEqual(['approval.position']);
    expect(errors(forged(told.done, (record) => Object.assign(signature(record, 0), { position: 'PM' })))).toEqual(['approval.not-asked', 'approval.position']);
    expect(errors(forged(told.done, (record) => Object.assign(signature(record, 0), { onBehalfOf: ['fin2'] })))).toEqual(['approval.position']);
  });

  it('sees that somebody was asked who stands above nobody, and stages that were not requested', () => {
    expect(errors(forged(told.waits, (record) => slot(record, 0).positions.push('PM')))).toEqual([]);
    expect(errors(forged(told.waits, (record) => slot(record, 0).positions.push('HQ-FIN')))).toEqual(['approval.ladder']);
    expect(errors(forged(told.waits, (record) => (record['stages'] as unknown[]).push(structuredClone((record['stages'] as unknown[])[0]))))).toEqual([
      'approval.stages',
    ]);
  });

  it('sees stages signed out of order, passed over, or not at all', () => {
    const swapped = (entry: Loose) => {
      const by = entry['by'] as { person: string };
      const other = { chen: 'pm', pm: 'chen' }[by.person];
      if (entry['command'] === 'decide' && other) entry['by'] = { ...by, person: other };
    };
    expect(errors(forged(told.done, () => undefined, swapped))).toEqual(['approval.order']);
    expect(errors(forged(told.done, (record) => delete slot(record, 1).signature))).toEqual(['approval.order', 'approval.verdict']);
    expect(errors(forged(told.done, (record) => Object.assign(record, { stage: 0 })))).toEqual(['approval.order']);
  });

  it('sees a verdict the signatures do not say', () => {
    expect(errors(forged(told.refused, (record) => Object.assign(record, { verdict: 'approved' })))).toEqual(['approval.verdict']);
    expect(errors(forged(told.done, (record) => Object.assign(record, { verdict: 'rejected' })))).toEqual(['approval.verdict']);
    expect(errors(forged(told.refused, (record) => Object.assign(signature(record, 0), { approves: true })))).toEqual(['approval.verdict']);
  });

  it('sees what was said to be carried out and was not', () => {
    expect(errors(forged(told.done, (record) => Object.assign(record, { command: 'finish' })))).toEqual(['approval.not-done']);
    expect(errors(forged(told.done, (record) => Object.assign(record, { matter: { ...(record['matter'] as object), id: 'PT-20260701-0099' } })))).toEqual([
      'approval.matter',
    ]);
  });

  it('sees a case that waits for nothing, and an approval no case waits for', () => {
    const without = structuredClone(told.items) as Loose[];
    for (const item of without) if (item['parked']) delete item['parked'];
    expect(errors(without)).toEqual(['approval.not-parked']);
    const other = structuredClone(told.items) as Loose[];
    for (const item of other) if (item['parked']) item['parked'] = { ...item['parked'], approval: told.done };
    expect(errors(other)).toEqual(['approval.not-parked', 'approval.parked']);
  });

  it('sees somebody waiting at a stage that does not exist, or, once all is delivered, at one that has ended', () => {
    const waiter = told.items.find(({ sk }) => sk.startsWith('STAGE#')) as Loose;
    expect(errors([...told.items, { ...waiter, sk: waiter.sk.replace('STAGE#001', 'STAGE#003') }])).toEqual(['approval.waiter']);
    expect(errors([...told.items, { ...waiter, sk: 'STAGE#1#x' }])).toEqual(['key.unknown']);
    const late = [...told.items, { ...waiter, pk: waiter.pk.replace(told.waits, told.done) }];
    expect(errors(late)).toEqual([]);
    expect(errors(late, true)).toContain('approval.waiter');
    expect(errors(told.items, true)).not.toContain('approval.waiter');
  });
});
