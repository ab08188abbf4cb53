import fc from 'fast-check';
import type * as z from 'zod';
import { civilDate } from '../../lib/kernel/calendar.ts';
import { now, plus } from '../../lib/kernel/clock.ts';
import type { Ref } from '../../lib/table/keys.ts';
import type { Item } from '../../lib/table/table.ts';
import { sampleFiles } from '../events/sample-files.ts';
import { arbitraryLike, arbitraryOf, hostile, type Pools } from './arbitrary.ts';
import { residents } from './world.ts';

const samples = sampleFiles();
const colleagues = ['wang', 'li', 'engm', 'gate', 'qian', 'pm'];
const sets = ['K-1', 'K-2', 'K-3', 'K-4', 'K-5', 'K-6'];
const units = Object.values(residents);
const parties = Object.keys(residents);

/** Which ids a field of this name most likely wants. */
const fields: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['worker', 'standby', 'person', 'persons', 'handler', 'borrower', 'second', 'witness', 'to', 'visitors'].map((name) => [name, colleagues]),
  ),
  ...Object.fromEntries(['party', 'owner', 'recipient', 'responsibleParty', 'payer', 'applicant'].map((name) => [name, parties])),
  ...Object.fromEntries(['set', 'tag'].map((name) => [name, sets])),
  tariff: ['WY', 'GT', 'ZX'],
  unit: units,
  aboutUnit: units,
  id: units,
  timer: ['followUp', 'completion', 'arrival', 'count', 'return'],
  project: ['p1', '*'],
  unclaimed: ['p1'],
};

/** Ids under which registers are kept: those there are, and one there is not yet. */
export const idsOf: Readonly<Record<string, readonly string[]>> = {
  unit: [...units, '1-2-501'],
  party: [...parties, 'buyer'],
  staff: ['wang', 'li', 'wang', 'li', 'engm', 'newcomer'],
  'key-set': [...sets, 'K-9'],
  tariff: ['WY', 'GT', 'ZX'],
  meter: ['W-1', 'W-2', 'W-3'],
  opening: ['PH.front'],
  project: ['p1', 'p2', 'p3'],
  member: ['newcomer', 'temp'],
  'channel-settings': ['channels'],
};

/** Inputs of commands: like the samples of `events/`, anything else their schemas let through, and a few that nobody should send. */
export class RandomInputs {
  readonly #refs: readonly Ref[];
  readonly #arbitraries = new Map<string, fc.Arbitrary<unknown>>();
  readonly #usual: boolean;
  #concerned: Item | undefined;

  /** `usual`: only what people send on an ordinary day. */
  constructor(refs: readonly Ref[], { usual }: { readonly usual: boolean }) {
    this.#refs = refs;
    this.#usual = usual;
  }

  /** An input for a command on a record; the same seed gives the same input in the same world. */
  next(command: string, schema: z.ZodType, concerned: Item | undefined, seed: number): unknown {
    this.#concerned = concerned;
    return fc.sample(this.#inputs(command, schema), { seed, numRuns: 1 })[0];
  }

  /** Built once for each command: the pools are asked anew for each input. */
  #inputs(name: string, schema: z.ZodType): fc.Arbitrary<unknown> {
    const known = this.#arbitraries.get(name);
    if (known) return known;
    const any = arbitraryOf(schema, this.#pools);
    const sample = samples.get(`commands/${name}`);
    const usual = sample === undefined ? any : arbitraryLike(schema, sample, this.#pools);
    const spoilt = fc.tuple(usual, fc.nat(20), hostile).map(([input, at, value]) => spoil(input, at, value));
    const inputs = this.#usual ? usual : fc.oneof({ weight: 14, arbitrary: usual }, { weight: 8, arbitrary: any }, { weight: 1, arbitrary: spoilt });
    this.#arbitraries.set(name, inputs);
    return inputs;
  }

  readonly #pools: Pools = {
    ids: (field) => this.#idsFor(field),
    strays: () => [...Object.values(fields).flat(), ...this.#refs.map(({ id }) => id), 'nobody'],
    instants: (field) => (field === 'from' ? [-30, 0, 1, 30, 60] : [-1, 0, 1, 60, 120, 240, 480, 1440]).map((minutes) => plus(now(), { minutes })),
    days: (field) =>
      (field === 'emptySince' ? [-400, -200] : field === 'from' ? [-400, -1, 0, 1] : [-1, 0, 0, 1, 2, 7, 30, 400]).map((days) =>
        civilDate(plus(now(), { days }), 'Asia/Shanghai'),
      ),
  };

  #idsFor(field: string): readonly string[] {
    if (field === 'into' && this.#concerned?.['kind'] === 'complaint') return this.#refs.filter(({ kind }) => kind === 'complaint').map(({ id }) => id);
    if (['into', 'ticket', 'reworkOf', 'repair'].includes(field)) return this.#refs.filter(({ kind }) => kind === 'repair').map(({ id }) => id);
    if (field === 'id') return [...parties, ...this.#refs.filter(({ kind }) => kind === 'repair').map(({ id }) => id)];
    const { set, borrower } = (this.#concerned?.['record'] ?? {}) as { set?: { id: string }; borrower?: { person?: string } };
    if (field === 'tag' && set) return [set.id];
    if (field === 'person' && borrower?.person) return [borrower.person];
    return fields[field] ?? this.#pools.strays();
  }
}

/** The input with one field replaced by what it does not want, or one more field. */
function spoil(input: unknown, at: number, value: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return value;
  const names = [...Object.keys(input), 'surprise'];
  return { ...input, [names[at % names.length] ?? 'surprise']: value };
}
