import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Definition } from '../../lib/cases/definition.ts';
import { listCases, readHistory, readOne } from '../../lib/cases/read.ts';
import { listDocuments } from '../../lib/documents/list.ts';
import { householdFile } from '../../lib/lists/household.ts';
import { document } from '../../lib/workflows/document/workflow.ts';
import { keyCount } from '../../lib/workflows/key-count/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { type FakeShelf, fakeShelf } from '../support/shelf.ts';
import { allDefinitions, type Project } from '../support/world.ts';
import { announced, asked, completed, filed, houseWithRepair, photo, sent } from './documents-at-work.ts';

let engine: ReturnType<typeof memoryEngine>;
let shelf: FakeShelf;
let at: Project;
let on: { kind: string; id: string };
beforeEach(async () => {
  engine = memoryEngine();
  shelf = fakeShelf();
  ({ at, on } = await houseWithRepair());
});
afterEach(() => engine.stop());

const caller = (person: string) => ({ person, project: 'p1' });
const listed = async (person: string, of: object = on) => {
  const { kind, id } = of as { kind: string; id: string };
  const { items } = await listDocuments(at.desk, caller(person), `${kind}:${id}`, { limit: 20 });
  return (items as { id: string }[]).map(({ id: found }) => found);
};
const refused = (run: Promise<unknown>) =>
  run.then(
    () => 'allowed',
    (error: { kind: string; code: string }) => `${error.kind} ${error.code}`,
  );
const nothing = 'not-found access.not-found';

/** Everything somebody can do to a document he may not see. */
const attempts = (person: string, id: string) => ({
  read: refused(readOne(at.desk, document, caller(person), id)),
  history: refused(readHistory(at.desk, document, caller(person), id, { limit: 20 })),
  link: refused(asked(at, person, 'link', id)),
  withdraw: refused(asked(at, person, 'withdraw', id, { reason: '试' })),
  complete: refused(completed(at, shelf, person, id)),
  comment: refused(at.by(person, document, 'comment', { text: '试', audience: 'internal' }, { id })),
});
const outcomes = async (person: string, id: string) => Object.values(await settled(attempts(person, id)));
async function settled(all: Readonly<Record<string, Promise<string>>>): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(await Promise.all(Object.entries(all).map(async ([name, one]) => [name, await one] as const)));
}

describe('a document of a repair', () => {
  it('is seen by whoever sees the repair: colleagues, and the residents of the flat', async () => {
    const id = await filed(at, shelf, 'zhao', on);
    for (const person of ['zhao', 'wang', 'gate', 'hq', 'liu']) {
      expect(await refused(asked(at, person, 'link', id))).toBe('allowed');
      expect(await listed(person)).toEqual([id]);
    }
  });

  it('is not there for the neighbour, for those who may not read repairs, and for those of another project', async () => {
    const id = await filed(at, shelf, 'zhao', on);
    await at.hire('elsewhere', ['FRONT', 'PM'], ['p2']);
    for (const person of ['ma', 'hr', 'elsewhere', 'nobody']) {
      expect(new Set(await outcomes(person, id))).toEqual(new Set([nothing]));
      expect(await refused(listed(person))).toBe(nothing);
      expect(await refused(announced(at, person, on))).toBe(nothing);
    }
  });

  it('is added by a resident as long as the repair is open, and he sees what he has sent', async () => {
    const id = await filed(at, shelf, 'liu', on);
    expect(await listed('liu')).toEqual([id]);
    await at.by('zhao', repair, 'withdraw', { reason: '误报', word: '来电', allCallersAgree: true }, { id: on.id });
    expect(await refused(announced(at, 'liu', on))).toBe('forbidden document.resident');
    expect(await refused(announced(at, 'zhao', on))).toBe('allowed');
    expect(await refused(announced(at, 'ma', on))).toBe(nothing);
  });

  it('that is internal is not there for residents', async () => {
    const id = await filed(at, shelf, 'zhao', on, { internal: true });
    expect(new Set(await outcomes('liu', id))).toEqual(new Set([nothing]));
    expect([await listed('liu'), await listed('wang')]).toEqual([[], [id]]);
    const about = async (person: string) => {
      const { about: page } = await householdFile(at.desk, caller(person), allDefinitions, { limit: 50, unit: '1-2-301' });
      return (page.items as { id: string }[]).some((card) => card.id === id);
    };
    expect([await about('liu'), await about('zhao')]).toEqual([false, true]);
  });

  it('is in the file of the household, and not in the one of the neighbours', async () => {
    const id = await filed(at, shelf, 'zhao', on);
    const ids = async (unit: string) => {
      const { about } = await householdFile(at.desk, caller('zhao'), allDefinitions, { limit: 50, unit });
      return (about.items as { id: string }[]).map((card) => card.id);
    };
    expect(await ids('1-2-301')).toContain(id);
    expect(await ids('1-2-401')).not.toContain(id);
  });
});

describe('a document of a register', () => {
  it('is for colleagues: a resident of the flat neither sees it nor adds one', async () => {
    const unit = { kind: 'unit', id: '1-2-301' };
    const id = await filed(at, shelf, 'zhao', unit);
    expect(await listed('zhao', unit)).toEqual([id]);
    expect(new Set(await outcomes('liu', id))).toEqual(new Set([nothing]));
    expect([await refused(listed('liu', unit)), await refused(announced(at, 'liu', unit))]).toEqual([nothing, nothing]);
  });

  it('of a party is for those who may read parties', async () => {
    const party = { kind: 'party', id: 'liu' };
    const id = await filed(at, shelf, 'zhao', party);
    expect(await listed('wang', party)).toEqual([id]);
    expect(new Set(await outcomes('gate', id))).toEqual(new Set([nothing]));
  });
});

describe('a document of a part', () => {
  it('lies with the one sheet of a count, is listed with the count, and is for those who may see counts', async () => {
    const { body } = await at.by('zhao', keyCount, 'start', { kind: 'daily' });
    await at.by('zhao', keyCount, 'submit', { lines: [{ set: 'K-2', seen: 1 }] }, { id: body.id });
    const sheet = engine.items().find(({ pk, sk }) => pk.endsWith(`#C#${body.id}`) && sk.startsWith('PART#'));
    const part = { kind: String(sheet?.['kind']), id: String(sheet?.['id']) };
    const id = await filed(at, shelf, 'zhao', { kind: 'key-count', id: body.id, part });
    expect(await listed('csm', { kind: 'key-count', id: body.id })).toEqual([id]);
    expect(await readOne(at.desk, document, caller('csm'), id)).toMatchObject({ on: { part } });
    expect(new Set(await outcomes('wang', id))).toEqual(new Set([nothing]));
    expect(await refused(announced(at, 'zhao', { kind: 'key-count', id: body.id, part: { ...part, id: 'none' } }))).toBe(nothing);
  });
});

describe('a record that is not there', () => {
  it.each([
    ['no such case', { kind: 'repair', id: 'BX-20260701-9999' }],
    ['a case of another kind', { kind: 'key-loan', id: 'BX-20260701-0001' }],
    ['no such kind', { kind: 'nonsense', id: '1' }],
    ['what every object has', { kind: 'constructor', id: '1' }],
    ['a record above projects', { kind: 'member', id: 'zhao' }],
    ['a part that is not', { kind: 'repair', id: 'BX-20260701-0001', part: { kind: 'sheet', id: '1' } }],
  ])('%s: neither takes documents nor lists them, and is answered like a foreign one', async (_, owner) => {
    expect(await refused(announced(at, 'zhao', owner))).toBe(nothing);
    if (!('part' in owner)) expect(await refused(listed('zhao', owner))).toBe(nothing);
  });

  it('a document has no documents', async () => {
    const id = await filed(at, shelf, 'zhao', on);
    expect(await refused(announced(at, 'zhao', { kind: 'document', id }))).toBe(nothing);
  });

  it.each(['', 'repair', 'repair:', ':x', 'repair:a#b', 'Repair:x', 'repair:x:y', 'repair:\ud800'])(
    'a list of “%s” is refused as a bad query',
    async (text) => {
      await expect(listDocuments(at.desk, caller('zhao'), text, { limit: 20 })).rejects.toMatchObject({ kind: 'invalid', errors: [{ path: 'on' }] });
    },
  );
});

describe('a record that is kept from somebody', () => {
  it('keeps its documents from him too, from the moment on in which it does: in reads, lists, commands and household files', async () => {
    const id = await filed(at, shelf, 'zhao', on);
    expect(await listed('wang')).toEqual([id]);
    const secret: Definition = { ...repair, secrecy: () => ({ persons: ['wang'], positions: ['ENG'] }) };
    const desk = { ...at.desk, definitions: new Map([...at.desk.definitions, ['repair', secret] as const]) };
    at = { ...at, desk };
    expect(await refused(readOne(desk, document, caller('wang'), id))).toBe(nothing);
    expect(await refused(readHistory(desk, document, caller('wang'), id, { limit: 20 }))).toBe(nothing);
    expect(await refused(listed('wang'))).toBe(nothing);
    const cards = async (person: string) => {
      const queue = await listCases(desk, document, caller(person), { limit: 50 });
      const about = await listCases(desk, document, caller(person), { limit: 50, unit: '1-2-301' });
      return [...queue.items, ...about.items].length;
    };
    expect([await cards('wang'), await cards('zhao')]).toEqual([0, 2]);
    expect(await listed('zhao')).toEqual([id]);
  });
});

describe('the documents of a record', () => {
  it('are at most sixty, page by page, without those that came to nothing', async () => {
    for (let n = 0; n < 60; n += 1) await announced(at, 'zhao', on);
    expect(await refused(announced(at, 'zhao', on))).toBe('unprocessable document.too-many');
    const first = await listDocuments(at.desk, caller('zhao'), `${on.kind}:${on.id}`, { limit: 50 });
    const rest = await listDocuments(at.desk, caller('zhao'), `${on.kind}:${on.id}`, { limit: 50, cursor: first.cursor });
    const ids = [...first.items, ...rest.items].map((card) => (card as { id: string }).id);
    expect(new Set(ids).size).toBe(60);
    expect(rest.cursor).toBeUndefined();
    await asked(at, 'zhao', 'withdraw', ids[0] ?? '', { reason: '重复' });
    expect(await refused(announced(at, 'zhao', on))).toBe('allowed');
    expect((await listed('zhao')).includes(ids[0] ?? '')).toBe(false);
    timeIs('2026-07-01T11:00:00+08:00');
    sent(at, shelf, ids[1] ?? '', photo);
  });
});
