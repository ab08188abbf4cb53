import { describe, expect, it } from 'vitest';
import type { Context } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { commandNamed } from '../../../lib/cases/perform.ts';
import { editionOn, type Tariff } from '../../../lib/ledger/rating/tariff.ts';
import { tariffRegister } from '../../../lib/registers/tariff/register.ts';
import { actorOf, contextOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const csm = actorOf('csm', 'CSM');
const pm = actorOf('pm', 'PM');
const price = { feeClass: 'property', title: '物业管理费', method: { kind: 'perArea' }, from: '2026-08-01', priceE4: 23_800 };
const shown = { place: '公告栏', on: '2026-07-01', evidence: '照片' };
const does = (command: string, record: Tariff | undefined, body: object, more: Partial<Context> = {}) =>
  run<Tariff>(tariffRegister, command, record, body, { id: 'WY', actor: csm, ...more });
const draft = (body: object = {}, before?: Tariff, more: Partial<Context> = {}) => does('put', before, { ...price, ...body }, more).record;
const publish = (record: Tariff, body: object = {}, more: Partial<Context> = {}) => does('publish', record, { ...shown, ...body }, { actor: pm, ...more });
const refused = (attempt: () => unknown) => refusal(tariffRegister, attempt);
const published = () => publish(draft()).record;
const water = { feeClass: 'water', title: '水费', method: { kind: 'metered', meter: 'water' }, priceE4: 35_000 };
const steps = [{ upTo: 12_000, priceE4: 35_000 }, { priceE4: 46_000 }];

describe('drafting 拟订', () => {
  it('charges nothing before it is published, on its day or ever', () => {
    expect(editionOn(draft(), '2026-08-01')).toBeUndefined();
    expect(editionOn(published(), '2026-07-31')).toBeUndefined();
    expect(editionOn(published(), '2026-08-01')).toMatchObject({ number: 1, priceE4: 23_800 });
  });

  it.each(['surcharges', 'title'])('refuses what is put on collected money by its %s, naming the article (L11)', (way) => {
    const body = way === 'title' ? { ...water, title: '水费及周转金' } : { ...water, surcharges: [{ kind: 'handlingFee', priceE4: 100 }] };
    const { kind, code, path, says } = refused(() => draft(body));
    expect({ kind, code, path }).toEqual({ kind: 'unprocessable', code: 'law.agency-surcharge', path: way });
    expect(says).toContain('物业管理条例第44条');
  });

  it('takes water, power and gas for collected money unless told otherwise', () => {
    expect(draft(water)).toMatchObject({ agency: true });
    expect(draft({ ...water, agency: false }).agency).toBeUndefined();
    expect(draft({ agency: true })).toMatchObject({ agency: true });
    expect(refused(() => draft({ surcharges: [{ kind: 'guarantee', priceE4: 1 }] })).code).toBe('tariff.surcharge');
  });

  it.each([
    [{ priceE4: undefined }, 'tariff.price-missing'],
    [{ method: { kind: 'stepped', meter: 'water' } }, 'tariff.price-unwanted'],
    [{ method: { kind: 'stepped', meter: 'water' }, priceE4: undefined }, 'tariff.steps-missing'],
    [{ method: { kind: 'stepped', meter: 'water' }, priceE4: undefined, steps: steps.slice(0, 1) }, 'tariff.steps-missing'],
    [{ method: { kind: 'stepped', meter: 'water' }, priceE4: undefined, steps: steps.toReversed() }, 'tariff.steps-order'],
    [{ steps }, 'tariff.price-unwanted'],
    [{ method: { kind: 'shared' } }, 'tariff.price-unwanted'],
    [{ method: { kind: 'shared' }, priceE4: undefined, cycle: 'quarter' }, 'tariff.shared-cycle'],
  ])('refuses %j as %s', (body, code) => {
    expect(refused(() => draft(body)).code).toBe(code);
  });

  it.each([
    { priceE4: 0 },
    { priceE4: -1 },
    { priceE4: 2 ** 53 },
    { priceE4: 1.5 },
    { from: '2026-02-30' },
    { from: '2026-8-1' },
    { taxPermille: 501 },
    { cycle: 'week' },
    { due: { day: 32 } },
    { late: { graceDays: 0, countFrom: 'due', dailyPpm: 500, capPermille: 1000 } },
    { scope: { kinds: ['castle'] } },
    { wish: 1 },
  ])('refuses a body with %j', (body) => {
    expect(() => parseInput(commandNamed(tariffRegister, 'put').input, { ...price, ...body })).toThrow('request.invalid');
  });

  it.each(['a.b', 'x'.repeat(25)])('refuses the id %s, which would make two charges look alike', (id) => {
    expect(refused(() => draft({}, undefined, { id })).code).toBe('tariff.id');
  });
});

describe('late-fee clauses 违约金条款', () => {
  const late = (dailyPpm: number, more: object = {}) => ({ late: { graceDays: 0, countFrom: 'due', dailyPpm, capPermille: 1000, clause: '第9条', ...more } });
  const warnings = (record: Tariff) => ('draft' in record ? record.draft?.warnings : undefined);

  it('above 1.3 times the loan prime rate are accepted with a word about the yearly rate (L17)', () => {
    expect(warnings(draft(late(500)))).toEqual(['违约金折合年利率 18.25%，超过 LPR 的 1.3 倍（3.90%），诉讼中可能被调减（民法典第585条）']);
    // 3.00 % × 1.3 = 3.90 % a year = 106.849… millionths a day.
    expect(warnings(draft(late(106)))).toBeUndefined();
    expect(warnings(draft(late(107)))).toHaveLength(1);
    expect(editionOn(publish(draft(late(500))).record, '2026-08-01')).not.toHaveProperty('warnings');
  });

  it('are not for collected money, unless the contract says so', () => {
    expect(refused(() => draft({ ...water, ...late(500) })).code).toBe('tariff.late-on-agency');
    expect(draft({ ...water, ...late(500, { agencyAgreed: true }) })).toMatchObject({ agency: true });
  });
});

describe('publishing 公示', () => {
  it('needs headquarters’ signature from whoever drafted it, and nobody’s from somebody else', () => {
    const need = (person: typeof pm) =>
      tariffRegister.commands['publish']?.approval?.(draft({}, undefined, { actor: pm }), shown, contextOf({ actor: person }));
    expect(need(pm)).toMatchObject({ stages: [{ need: ['HQ-FIN'], mode: 'any' }] });
    expect(need(actorOf('other', 'PM'))).toBeUndefined();
  });

  it('comes before the price takes effect, and is no plan', () => {
    expect(refused(() => publish(draft({ from: '2026-06-30' })))).toMatchObject({ kind: 'unprocessable', code: 'law.publication-late', path: 'on' });
    expect(refused(() => publish(draft({ from: '2026-06-30' }))).says).toContain('民法典第943条');
    expect(publish(draft({ from: '2026-07-01' })).record.state).toBe('published');
    expect(refused(() => publish(draft(), { on: '2026-07-02' })).code).toBe('tariff.publication-future');
  });

  it('stops at the guide price’s ceiling, for every step', () => {
    const guide = { ceilingE4: 23_800, document: '杭发改价〔2025〕12号' };
    expect(publish(draft({ guide })).record.state).toBe('published');
    const above = refused(() => publish(draft({ guide, priceE4: 23_801 })));
    expect(above).toMatchObject({ kind: 'unprocessable', code: 'law.guide-price' });
    expect(above.says).toContain('2.3801 元超过政府指导价上限 2.38 元（杭发改价〔2025〕12号；价格法第12条、第39条）');
    const stepped = { ...water, method: { kind: 'stepped', meter: 'water' }, priceE4: undefined, steps, guide: { ...guide, ceilingE4: 40_000 } };
    expect(refused(() => publish(draft(stepped))).code).toBe('law.guide-price');
  });

  it('happens once: without another draft there is nothing to publish', () => {
    expect(refused(() => publish(published())).code).toBe('tariff.no-draft');
  });
});

describe('editions 版本', () => {
  it('follow one another; what was published stays as it was', () => {
    const second = publish(draft({ from: '2026-09-16', priceE4: 28_000 }, published())).record;
    expect([editionOn(second, '2026-09-15')?.priceE4, editionOn(second, '2026-09-16')?.priceE4]).toEqual([23_800, 28_000]);
    expect(second.editions[0]).toEqual(published().editions[0]);
  });

  it.each([{ title: '别的' }, { feeClass: 'special' }, { method: { kind: 'fixed' } }, { cycle: 'year' }, { agency: true }])('cannot change %j', (body) => {
    expect(refused(() => draft({ from: '2026-09-01', ...body }, published())).code).toBe('tariff.lasting');
  });

  it.each(['2026-08-01', '2026-07-31'])('cannot begin on %s, when the first one holds', (from) => {
    expect(refused(() => draft({ from }, published())).code).toBe('tariff.from-too-early');
  });

  it('end with the tariff, after the last one has begun', () => {
    const end = (on: string) => does('end', published(), { on, reason: '到期' }, { actor: pm }).record;
    expect(refused(() => end('2026-08-01')).code).toBe('tariff.end-too-early');
    expect([editionOn(end('2026-08-02'), '2026-08-01')?.number, editionOn(end('2026-08-02'), '2026-08-02')]).toEqual([1, undefined]);
  });
});

describe('common costs 公摊费用', () => {
  const shared = () => publish(draft({ feeClass: 'shared', title: '公摊电费', method: { kind: 'shared' }, priceE4: undefined })).record;
  const cost = { period: '2026-08', wholeFen: 1000_00, evidence: '账单' };
  const record = (before: Tariff, body: object = {}) => does('recordCost', before, { ...cost, ...body }).record;

  it('are recorded once a month, and corrected with a reason', () => {
    const once = record(shared());
    expect(once.costs).toMatchObject([{ period: '2026-08', wholeFen: 1000_00, by: 'csm' }]);
    expect(refused(() => record(once)).code).toBe('tariff.cost-exists');
    expect(record(once, { wholeFen: 900_00, correction: '抄错' }).costs).toMatchObject([
      { wholeFen: 1000_00 },
      { wholeFen: 900_00, evidence: '账单；更正：抄错' },
    ]);
    expect(refused(() => record(published())).code).toBe('tariff.not-shared');
  });

  it.each([{ period: '2026-13' }, { wholeFen: 0 }, { wholeFen: -1 }, { wholeFen: 0.5 }, { wholeFen: 2 ** 53 }])('refuse %j', (body) => {
    expect(() => parseInput(commandNamed(tariffRegister, 'recordCost').input, { ...cost, ...body })).toThrow('request.invalid');
  });
});

it.each([
  ['new', ['put']],
  ['draft', ['put', 'publish']],
  ['published', ['put', 'publish', 'recordCost', 'end']],
  ['ended', ['end']],
])('in %s allows %j and nothing else', (state, allowed) => {
  const names = Object.entries(tariffRegister.commands).filter(([, command]) => command.from.includes(state));
  expect(names.map(([name]) => name)).toEqual(allowed);
});
