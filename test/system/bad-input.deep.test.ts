import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arbitraryLike, arbitraryOf, hostile, type Pools } from '../support/arbitrary.ts';
import { CloudProcess } from '../support/cloud.ts';
import { endpoints, pathTo, shortTitle } from '../support/endpoints.ts';
import { changesBetween, type Furnished, furnish, pictureOf } from '../support/furnished.ts';
import { inParallel } from '../support/portion.ts';
import { faultsOf } from '../support/refusal.ts';

/** Bodies per command; `WUYUN_FUZZ=10000` for a night. */
const bodies = Number(process.env['WUYUN_FUZZ'] ?? 1_000);
const seed = Number(process.env['WUYUN_SEED'] ?? 20_260_701);
const cloud = new CloudProcess();
let house: Furnished;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  await cloud.start();
  await cloud.setClock('2026-07-01T10:00:00+08:00');
  house = await furnish(cloud, 'meihua');
  before = pictureOf(cloud);
});
afterAll(() => cloud.stop());
afterEach(() => {
  const [was, is] = [before, pictureOf(cloud)];
  before = is;
  expect(changesBetween(was, is)).toEqual([]);
});

const pools: Pools = {
  ids: () => ['1-2-301', 'K0001', 'wang', 'JX-1', 'BX-20260701-0001', 'nobody'],
  strays: () => ['constructor', '__proto__', 'a#b'],
  instants: () => ['2026-07-01T10:00:00+08:00', '2026-07-01T18:00:00+08:00'],
  days: () => ['2026-07-01', '2026-02-29', '9999-12-31'],
};

/** A body with something hostile at a place or two, down to any depth; sometimes the text itself is cut or scrambled. */
function spoilt(body: unknown): fc.Arbitrary<string> {
  const places = placesIn(body);
  const once = (value: unknown) => fc.tuple(fc.nat(places.length), hostile).map(([at, bad]) => put(value, places[at] ?? ['surprise'], bad));
  const twice = once(body).chain((first) => fc.oneof(fc.constant(first), once(first)));
  const text = fc.oneof({ weight: 12, arbitrary: twice.map((value) => JSON.stringify(value)) }, { weight: 1, arbitrary: fc.json({ maxDepth: 6 }) });
  const cut = fc.tuple(text, fc.nat(400)).map(([whole, at]) => whole.slice(0, at));
  return fc.oneof({ weight: 14, arbitrary: text }, { weight: 1, arbitrary: cut }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) });
}

type Place = readonly string[];
const placesIn = (value: unknown): readonly Place[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, part]) => [[key], ...placesIn(part).map((rest) => [key, ...rest])]) : [];

function put(value: unknown, [key, ...rest]: Place, bad: unknown): unknown {
  if (key === undefined) return bad;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part: unknown, at) => (String(at) === key ? put(part, rest, bad) : part));
  return { ...value, [key]: put((value as Record<string, unknown>)[key], rest, bad) };
}

const residentKb = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${cloud.pid}/status`, 'utf8'))?.[1] ?? 0);

const withBody = endpoints.flatMap((endpoint) => (endpoint.body ? [{ title: shortTitle(endpoint), endpoint, ...endpoint.body }] : []));

describe(`${bodies} bodies at random, seed ${seed}`, () => {
  it.each(withBody)('$title refuses what its schema refuses, and writes nothing', async ({ endpoint, schema, sample }) => {
    const near = fc.oneof(arbitraryLike(schema, sample, pools), arbitraryOf(schema, pools)).chain(spoilt);
    const refused = (text: string): boolean => {
      try {
        return !schema.safeParse(JSON.parse(text)).success;
      } catch {
        return text !== '';
      }
    };
    const path = pathTo(endpoint, house.idFor(endpoint));
    const wrong = await inParallel(fc.sample(near, { seed, numRuns: bodies }).filter(refused), 8, async (body) => {
      const reply = await cloud.call(endpoint.method, path, body, { token: house.all.token, headers: { 'content-type': 'application/json' } });
      return faultsOf(reply).map((fault) => `${body.slice(0, 300)}: ${fault}`);
    });
    expect(wrong.flat()).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('leave no memory behind', async () => {
    const all = withBody.filter((_, at) => at % 7 === 0);
    const round = () =>
      inParallel(all, 4, ({ endpoint }) => cloud.call(endpoint.method, pathTo(endpoint, 'x1'), '['.repeat(200_000), { token: house.all.token }));
    const sizes: number[] = [];
    for (let more = 0; more <= 120; more += 1) {
      await round();
      if (more % 40 === 0) sizes.push(residentKb());
    }
    const [, , late = 0, last = Number.POSITIVE_INFINITY] = sizes;
    expect(last - late, sizes.join(' ')).toBeLessThan(64 * 1024);
  });
});
