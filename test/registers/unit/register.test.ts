import { describe, expect, it } from 'vitest';
import type { UnitRecord } from '../../../lib/registers/unit/record.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const id = '1-2-301';
const flat = { kind: 'residential', buildingAreaDm2: 9875, innerAreaDm2: 8012 };
const put = (body: object, before?: UnitRecord, today = '2026-07-01') =>
  run<UnitRecord>(unitRegister, 'put', before, { ...flat, ...body }, { id, today }).record;
const command = (name: string, before: UnitRecord, body: object, today = '2026-07-01') =>
  run<UnitRecord>(unitRegister, name, before, body, { id, today }).record;
const refused = (attempt: () => unknown) => refusal(unitRegister, attempt);
const zhang = { contract: { name: 'party', title: '客户', commands: {} }, id: 'K1', version: 1, record: { name: '张三' } };

describe('unit 房屋', () => {
  it.each([
    ['1-2-301', { building: '1', entrance: '2', room: '301' }],
    ['S-101', { building: 'S', room: '101' }],
    ['P-B1-023', { building: 'P', entrance: 'B1', room: '023' }],
    ['1-2-301-A', { building: '1', entrance: '2', room: '301-A' }],
  ])('knows from its id %s where it is', (unit, place) => {
    expect(run<UnitRecord>(unitRegister, 'put', undefined, flat, { id: unit }).record).toMatchObject(place);
  });

  it('wants the building when the id does not tell it', () => {
    expect(refused(() => run(unitRegister, 'put', undefined, flat, { id: '301' }))).toMatchObject({ code: 'unit.building-missing', path: 'building' });
    expect(run<UnitRecord>(unitRegister, 'put', undefined, { ...flat, building: '3' }, { id: '301' }).record).toMatchObject({ building: '3', room: '301' });
  });

  it('wants an area where fees are charged by it, and an inner area no larger', () => {
    expect(refused(() => run(unitRegister, 'put', undefined, { kind: 'shop' }, { id: 'S-1' })).code).toBe('unit.area-missing');
    expect(run<UnitRecord>(unitRegister, 'put', undefined, { kind: 'parking' }, { id: 'P-1' }).record.kind).toBe('parking');
    expect(put({ innerAreaDm2: 9875 }).innerAreaDm2).toBe(9875);
    expect(refused(() => put({ innerAreaDm2: 9876 }))).toMatchObject({ code: 'unit.inner-area', path: 'innerAreaDm2' });
  });

  it('keeps its relations and its voided ones when it is put again', () => {
    const owned = put({ relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] });
    expect(put({ kind: 'shop' }, owned)).toMatchObject({ kind: 'shop', relations: owned.relations });
  });

  it('loses with put what the form no longer states, and with enrol nothing', () => {
    const full = put({ note: '转角', innerAreaDm2: 8000 });
    const { innerAreaDm2: _unsaid, ...sparse } = flat;
    const again = run<UnitRecord>(unitRegister, 'put', full, sparse, { id }).record;
    expect(again).not.toHaveProperty('innerAreaDm2');
    expect(again).not.toHaveProperty('note');
    expect(run<UnitRecord>(unitRegister, 'enrol', full, {}, { id }).record).toEqual(full);
  });

  it('begins a relation today when nothing is said, and the same form tomorrow changes nothing', () => {
    const owned = put({ relations: [{ party: 'K1', role: 'owner' }] });
    expect(owned.relations).toEqual([{ party: 'K1', role: 'owner', from: '2026-07-01' }]);
    expect(put({ relations: [{ party: 'K1', role: 'owner' }] }, owned, '2026-07-02')).toEqual(owned);
  });

  it('refuses a second tenant and names the first with his dates', () => {
    const let_ = put({ relations: [{ party: 'K1', role: 'tenant', from: '2026-01-01', to: '2027-01-01' }] });
    const attempt = () => run(unitRegister, 'relate', let_, { party: 'K2', role: 'tenant', from: '2026-12-31' }, { id, reads: { K1: zhang } });
    expect(refused(attempt)).toEqual({
      kind: 'unprocessable',
      code: 'unit.role-taken',
      path: 'party',
      says: '已登记租户 张三（2026-01-01 至 2027-01-01），时段重叠；请先终止原关系或调整日期',
    });
    expect(command('relate', let_, { party: 'K2', role: 'tenant', from: '2027-01-01' }).relations).toHaveLength(2);
  });

  it('asks for the parties it would add and for the one a refusal has to name, and for no other', () => {
    const owned = put({
      relations: [
        { party: 'K1', role: 'owner', from: '2024-01-01' },
        { party: 'K3', role: 'tenant', from: '2024-01-01' },
      ],
    });
    const reads = (body: object) =>
      Object.keys(
        unitRegister.commands['relate']?.reads(body, owned, { today: '2026-07-01', actor: actorOf('f', 'FRONT'), project: 'p1', id: '1-2-301' }) ?? {},
      );
    expect(reads({ party: 'K2', role: 'occupant' })).toEqual(['K2']);
    expect(reads({ party: 'K2', role: 'tenant' }).toSorted()).toEqual(['K2', 'K3']);
    expect(reads({ party: 'K1', role: 'owner' })).toEqual([]);
  });

  it('does not take the next owner of a file for a co-owner, nor revive one who sold', () => {
    const owned = put({ relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] });
    const says = refused(() => put({ relations: [{ party: 'K2', role: 'owner', from: '2026-07-01' }] }, owned));
    expect(says).toMatchObject({ code: 'unit.owner-stands', path: 'relations.0.party' });
    expect(says.says).toContain('K1（2024-01-01 至 今）');
    const sold = command('transfer', owned, { on: '2026-06-01', owners: [{ party: 'K2' }] });
    expect(refused(() => put({ relations: [{ party: 'K1', role: 'owner', from: '2024-01-01' }] }, sold)).code).toBe('unit.relation-ended');
    expect(command('relate', owned, { party: 'K2', role: 'owner' }).relations).toHaveLength(2);
  });

  it('changes owners on one day: the developer until then, the buyers from then, the lease goes on', () => {
    const built = put({
      relations: [
        { party: 'DEV', role: 'developer', from: '2023-01-01' },
        { party: 'T', role: 'tenant', from: '2024-01-01' },
      ],
    });
    const owners = [
      { party: 'K1', share: { n: 50, d: 100 } },
      { party: 'K2', share: { n: 1, d: 2 } },
    ];
    expect(command('transfer', built, { on: '2026-07-01', owners }).relations).toEqual([
      { party: 'DEV', role: 'developer', from: '2023-01-01', to: '2026-07-01' },
      { party: 'T', role: 'tenant', from: '2024-01-01' },
      { party: 'K1', role: 'owner', share: { n: 1, d: 2 }, from: '2026-07-01' },
      { party: 'K2', role: 'owner', share: { n: 1, d: 2 }, from: '2026-07-01' },
    ]);
  });

  it('lets a co-owner who stays with his share stay, and begins a new line for one whose share changes', () => {
    const owned = put({
      relations: [
        { party: 'K1', role: 'owner', share: { n: 1, d: 2 }, from: '2024-01-01' },
        { party: 'K2', role: 'owner', share: { n: 1, d: 2 }, from: '2024-01-01' },
      ],
    });
    const sold = command('transfer', owned, {
      on: '2026-07-01',
      owners: [
        { party: 'K1', share: { n: 1, d: 2 } },
        { party: 'K3', share: { n: 1, d: 2 } },
      ],
    });
    expect(sold.relations.filter(({ party }) => party === 'K1')).toEqual([{ party: 'K1', role: 'owner', share: { n: 1, d: 2 }, from: '2024-01-01' }]);
    const bought = command('transfer', owned, { on: '2026-07-01', owners: [{ party: 'K1' }] });
    expect(bought.relations.map(({ party, from, to }) => [party, from, to])).toEqual([
      ['K1', '2024-01-01', '2026-07-01'],
      ['K2', '2024-01-01', '2026-07-01'],
      ['K1', '2026-07-01', undefined],
    ]);
  });

  it('refuses a transfer on or before the day an owner began', () => {
    const owned = put({ relations: [{ party: 'K1', role: 'owner', from: '2026-07-01' }] });
    expect(refused(() => command('transfer', owned, { on: '2026-07-01', owners: [{ party: 'K2' }] }))).toMatchObject({
      code: 'unit.transfer-too-early',
      path: 'on',
    });
    expect(command('transfer', owned, { on: '2026-07-02', owners: [{ party: 'K2' }] }).relations).toHaveLength(2);
  });

  it.each([
    [
      [
        { n: 1, d: 2 },
        { n: 1, d: 2 },
      ],
      undefined,
    ],
    [
      [
        { n: 1, d: 2 },
        { n: 1, d: 3 },
      ],
      '2026-07-01 起产权份额合计为 83.33%，须为 100%；请用“变更业主”一次登记全部共有人',
    ],
    [
      [
        { n: 2, d: 3 },
        { n: 1, d: 2 },
      ],
      '2026-07-01 起产权份额合计为 116.66%，须为 100%；请用“变更业主”一次登记全部共有人',
    ],
    [[{ n: 1, d: 1 }, undefined], '2026-07-01 起部分业主没有填写产权份额，请为全部共有人填写，或全部不填'],
    [[undefined, undefined], undefined],
  ])('takes shares %j or says what is wrong: %s', (shares, sentence) => {
    const relations = shares.map((share, index) => ({ party: `K${index}`, role: 'owner', from: '2026-07-01', ...(share ? { share } : {}) }));
    if (sentence === undefined) expect(put({ relations }).relations).toHaveLength(2);
    else expect(refused(() => put({ relations })).says).toBe(sentence);
  });

  it('ends a relation on a day of its life, may shorten it, and never lengthens it', () => {
    const let_ = put({ relations: [{ party: 'K1', role: 'tenant', from: '2026-01-01', to: '2027-01-01' }] });
    const end = (to: string) => command('endRelation', let_, { party: 'K1', role: 'tenant', to }).relations[0]?.to;
    expect(end('2026-01-02')).toBe('2026-01-02');
    expect(end('2027-01-01')).toBe('2027-01-01');
    expect(refused(() => end('2026-01-01')).code).toBe('unit.relation-unknown');
    expect(refused(() => end('2027-01-02')).code).toBe('unit.relation-unknown');
  });

  it('does not end one of two co-owners with shares: somebody must have the other half', () => {
    const owned = put({ relations: ['K1', 'K2'].map((party) => ({ party, role: 'owner', share: { n: 1, d: 2 }, from: '2024-01-01' })) });
    expect(refused(() => command('endRelation', owned, { party: 'K1', role: 'owner', to: '2026-07-01' })).says).toContain('50.00%');
  });

  it('keeps a relation registered by mistake as evidence, and lets the right one take its place', () => {
    const wrong = put({ relations: [{ party: 'K1', role: 'owner', from: '2026-07-01' }] });
    const cleared = command('voidRelation', wrong, { party: 'K1', role: 'owner', from: '2026-07-01', reason: '姓名录错' });
    expect(cleared).toMatchObject({ relations: [], voided: [{ party: 'K1', role: 'owner', reason: '姓名录错', by: 'front.1' }] });
    expect(put({ relations: [{ party: 'K2', role: 'owner', from: '2026-07-01' }] }, cleared).voided).toHaveLength(1);
  });

  it('refuses an interval without a day', () => {
    const rent = (to: string) => put({ relations: [{ party: 'K1', role: 'tenant', from: '2026-07-01', to }] });
    expect(rent('2026-07-02').relations).toHaveLength(1);
    expect(refused(() => rent('2026-07-01'))).toMatchObject({ code: 'unit.interval-empty', path: 'relations.0.to' });
  });

  it('is found by its room and by every party it ever had, and shows a resident only his own relation', () => {
    const owned = put({
      relations: [
        { party: 'K1', role: 'owner', from: '2020-01-01', to: '2024-01-01' },
        { party: 'K2', role: 'owner', from: '2024-01-01' },
      ],
    });
    expect(unitRegister.terms(owned, id)).toEqual([
      { kind: 'room', value: '1-2-301' },
      { kind: 'room', value: '1-301' },
      { kind: 'room', value: '301' },
      { kind: 'party', value: 'K1' },
      { kind: 'party', value: 'K2' },
    ]);
    expect(unitRegister.residentView(owned, 'K2')['relations']).toEqual([{ party: 'K2', role: 'owner', from: '2024-01-01' }]);
    expect(unitRegister.residentView(owned, undefined)['relations']).toEqual([]);
  });

  it('stays far below the table’s limit with all relations it may have', () => {
    const relations = Array.from({ length: 40 }, (_, n) => ({ party: `K${n}`, role: 'visitor', from: '2026-07-01', to: '2026-07-02' }));
    let unit = put({ relations });
    for (const batch of [1, 2]) unit = put({ relations: relations.map((relation) => ({ ...relation, party: `${relation.party}-${batch}` })) }, unit);
    expect(unit.relations).toHaveLength(120);
    expect(refused(() => put({ relations: [{ party: 'K', role: 'owner' }] }, unit)).code).toBe('record.too-large');
  });
});
