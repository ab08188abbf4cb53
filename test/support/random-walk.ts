import fc from 'fast-check';
import type * as z from 'zod';
import type { Command, Definition } from '../../lib/cases/definition.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { readOne } from '../../lib/cases/read.ts';
import { moves, openings } from '../../lib/cases/routes.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { walk } from '../../lib/cases/walk.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { civilDate } from '../../lib/kernel/calendar.ts';
import { now, plus } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import type { Position, Role } from '../../lib/kernel/position.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { dueShards, parseDue, type Ref, recordKey } from '../../lib/table/keys.ts';
import { type Item, keyText } from '../../lib/table/table.ts';
import { sampleFiles } from '../events/sample-files.ts';
import { arbitraryLike, arbitraryOf, hostile, type Pools } from './arbitrary.ts';
import { timeIs } from './clock.ts';
import { house } from './house.ts';
import type { MemoryEngine } from './memory-engine.ts';
import { allDefinitions, colleagues, everybody, type Project, residents } from './world.ts';

/** One thing that happens in a project; numbers are read against what there is at that moment, so that a shorter sequence still makes sense. */
export interface Happening {
  readonly what: 'open' | 'act' | 'intrude' | 'keep' | 'stand' | 'wait' | 'sweep';
  readonly who: number;
  readonly which: number;
  readonly seed: number;
}

const weighted: readonly (readonly [Happening['what'], number])[] = [
  ['open', 10],
  ['act', 60],
  ['intrude', 5],
  ['keep', 6],
  ['stand', 4],
  ['wait', 8],
  ['sweep', 5],
];

/** A day or two in a project, in any order. */
export function happenings(length: number): fc.Arbitrary<readonly Happening[]> {
  const one = fc.record({
    what: fc.oneof(...weighted.map(([what, weight]) => ({ weight, arbitrary: fc.constant(what) }))),
    who: fc.nat(1000),
    which: fc.nat(1000),
    seed: fc.nat(),
  });
  return fc.array(one, { minLength: Math.ceil(length / 2), maxLength: length, size: 'max' });
}

/** What somebody tried, and what became of it. */
export interface Tried {
  readonly definition: Definition;
  readonly ref: Ref | undefined;
  readonly command: string;
  readonly person: string;
  readonly input: unknown;
  /** The command stood in `commands[]` of what this person had just been shown. */
  readonly offered: boolean;
  readonly before: Item | undefined;
  readonly refusal?: DomainError;
}

/** Lengths of waiting, in minutes: just before and after the limits, an evening, a night, a week. */
const pauses = [1, 1, 4, 4, 5, 5, 10, 10, 20, 20, 29, 30, 31, 60, 60, 240, 720, 1440, 3 * 1440];

/** A project in which things happen. */
export class RandomProject {
  readonly #project: Project;
  readonly #engine: MemoryEngine;
  readonly refs: Ref[] = [];
  readonly #known = new Set<string>();

  constructor(project: Project, engine: MemoryEngine) {
    this.#project = project;
    this.#engine = engine;
    this.#note();
  }

  /** Lets one thing happen. Whatever is thrown that is no refusal comes out. */
  async happen(one: Happening): Promise<Tried | undefined> {
    switch (one.what) {
      case 'wait':
        timeIs(plus(now(), { minutes: pauses[one.which % pauses.length] ?? 1, ms: one.seed % 2 }));
        return undefined;
      case 'sweep':
        await this.sweepAll();
        return undefined;
      case 'open':
        return this.#open(one);
      case 'keep':
        return this.#keep(one);
      case 'act':
      case 'intrude':
      case 'stand':
        return this.#act(one);
    }
  }

  /** Sweeps what is due, as the timers function does. */
  async sweepAll(): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      const due = this.dueNow();
      if (due.length === 0) return;
      for (const ref of due) {
        await sweep(this.#project.desk, definitionOf(ref.kind), ref);
        this.#note();
      }
    }
    throw new Error(`the sweep never ends: ${JSON.stringify(this.dueNow())}`);
  }

  /** What the index says is due. */
  dueNow(): readonly Ref[] {
    const waiting = this.#engine.items().filter((item) => dueShards.includes(String(item['dpk'])));
    const due = waiting.map((item) => parseDue(String(item['dsk']))).filter(({ at }) => at <= now());
    return due.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ ref }) => ref);
  }

  itemOf(ref: Ref): Item | undefined {
    return this.#engine.get(recordKey(this.#project.desk.company, definitionOf(ref.kind).place, ref));
  }

  async #open({ who, which, seed }: Happening): Promise<Tried> {
    const definition = pick(workflows, which);
    const [command, { by }] = pick(openings(definition), seed);
    const person = pick(
      everybody.filter((one) => isFor(by, one)),
      who,
    );
    return this.#try({ definition, command, person, offered: false, ref: undefined, seed });
  }

  /** A record of a register is put, new or known. */
  async #keep({ who, which, seed }: Happening): Promise<Tried> {
    const definition = pick([...registers, ...registers, ...registers, ...house], which);
    const id = definition.place === 'company' ? this.#project.desk.company : pick(idsOf[definition.name] ?? ['x1'], seed);
    const { place } = definition;
    const ref = { project: place === 'register' ? 'p1' : hq, kind: definition.name, id };
    const person = place === 'register' ? pick(Object.keys(colleagues), who) : 'hq';
    if (definition.name === 'staff' && who % 2 === 0) return this.#try({ definition, command: 'clockOn', person: id, offered: false, ref, seed });
    return this.#try({ definition, command: 'put', person, offered: false, ref, seed });
  }

  async #act({ what, who, which, seed }: Happening): Promise<Tried | undefined> {
    const ref = this.#somewhere(which, seed);
    if (!ref) return this.#open({ what, who, which, seed });
    const definition = definitionOf(ref.kind);
    if (what === 'intrude') {
      const names = [...Object.keys(definition.commands), ...(definition.place === 'case' ? Object.keys(standingCommands) : ['comment']), 'toString'];
      return this.#try({ definition, command: pick(names, seed), person: pick(everybody, who), offered: false, ref, seed });
    }
    const able = everybody.flatMap((person) => this.#mightDo(ref, person, what === 'stand').map((command) => ({ person, command })));
    if (able.length === 0) return undefined;
    const chosen = this.#choose(ref, able, seed + who);
    const offered = (await this.offers(ref, chosen.person)).includes(chosen.command);
    return this.#try({ definition, ...chosen, offered, ref, seed });
  }

  /** One of the latest open cases of a workflow, each workflow as often; sometimes an ended one, or a record of a register. */
  #somewhere(which: number, seed: number): Ref | undefined {
    const place = which % 7;
    if (place === 0)
      return pick(
        this.refs.filter(({ kind }) => definitionOf(kind).place === 'register'),
        seed,
      );
    const kind = pick(workflows, which).name;
    const latest = this.refs.filter((ref) => ref.kind === kind).toReversed();
    const open = latest.filter((ref) => !definitionOf(kind).terminal.includes(String(this.itemOf(ref)?.['state'])));
    const from = place === 1 ? latest : open.slice(0, 3);
    return from.length > 0 ? pick(from, seed >> 4) : undefined;
  }

  /** What the definition lets a person of his positions do now: more than he is offered, at most. */
  #mightDo(ref: Ref, person: string, standing: boolean): readonly string[] {
    const { commands, place } = definitionOf(ref.kind);
    const item = this.itemOf(ref);
    if (standing) return place === 'case' ? Object.keys(standingCommands).filter((name) => isFor(standingCommands[name]?.by ?? [], person)) : [];
    const actor = { company: this.#project.desk.company, person, positions: positionsOf(person), system: false };
    const may = ([, command]: [string, Command]) =>
      !command.internal && command.from.includes(String(item?.['state'])) && isFor(command.by, person) && command.may(item?.['record'], actor);
    return Object.entries(commands)
      .filter(may)
      .map(([name]) => name);
  }

  /** One of the commands offered: rather one that leads where no case has been, then one that does not end it, then one that has not been tried on it. */
  #choose(ref: Ref, shown: readonly { person: string; command: string }[], seed: number): { person: string; command: string } {
    const { commands, terminal } = definitionOf(ref.kind);
    const weighed = shown.flatMap((one) => {
      const to = commands[one.command]?.to ?? [];
      const fresh = to.some((state) => !this.#visited.has(`${ref.kind} ${state}`));
      const ends = to.length > 0 && to.every((state) => terminal.includes(state));
      const times = this.#tries.get(`${ref.kind} ${ref.id} ${one.command}`) ?? 0;
      return Array.from({ length: Math.max(1, Math.floor(((ends ? 2 : 12) * (fresh ? 8 : 1)) / (1 + times))) }, () => one);
    });
    const chosen = pick(weighed, seed);
    const key = `${ref.kind} ${ref.id} ${chosen.command}`;
    this.#tries.set(key, (this.#tries.get(key) ?? 0) + 1);
    return chosen;
  }

  readonly #visited = new Set<string>();
  readonly #tries = new Map<string, number>();

  /** `commands[]` as the person is shown them; none when he is shown nothing. Registers of one state show none, and have those a position may. */
  async offers(ref: Ref, person: string): Promise<readonly string[]> {
    const definition = definitionOf(ref.kind);
    try {
      const seen = (await readOne(this.#project.desk, definition, { person, project: projectOf(ref), anywhere: ref.kind === 'member' }, ref.id)) as {
        commands?: readonly string[];
      };
      const may = moves(definition).filter(([, { by }]) => isFor(by, person));
      return seen.commands ?? may.map(([name]) => name);
    } catch (error) {
      if (error instanceof DomainError) return [];
      throw error;
    }
  }

  async #try({ seed, ...what }: Pick<Tried, 'definition' | 'command' | 'person' | 'offered' | 'ref'> & { seed: number }): Promise<Tried> {
    const { definition, command, person, ref } = what;
    const before = ref && this.itemOf(ref);
    const standing = definition.place === 'case' && ref && Object.hasOwn(standingCommands, command) ? standingCommands[command] : undefined;
    const schema = (standing ?? (Object.hasOwn(definition.commands, command) ? definition.commands[command] : undefined))?.input;
    this.#concerned = before;
    const [input] = schema ? fc.sample(this.#inputs(`${definition.name}.${command}`, schema), { seed, numRuns: 1 }) : [{}];
    const tried = { ...what, input, before };
    try {
      const parsed = schema ? parseInput(schema, input) : input;
      const project = ref ? projectOf(ref) : 'p1';
      const version = seed % 11 === 0 ? 1 : undefined;
      await walk(this.#project.desk, {
        definition,
        person,
        project,
        anywhere: definition.place === 'member',
        command,
        input: parsed,
        version,
        ...(ref ? { id: ref.id } : {}),
      });
      return tried;
    } catch (error) {
      if (error instanceof DomainError) return { ...tried, refusal: error };
      throw new Error(`${person}: ${definition.name}.${command} ${ref?.id ?? ''} ${JSON.stringify(input)}: ${String(error)}`, { cause: error });
    } finally {
      this.#note();
      if (ref) this.#visited.add(`${ref.kind} ${String(this.itemOf(ref)?.['state'])}`);
    }
  }

  /** Built once for each command: the pools are asked anew for each input. */
  #inputs(name: string, schema: z.ZodType): fc.Arbitrary<unknown> {
    const known = this.#arbitraries.get(name);
    if (known) return known;
    const any = arbitraryOf(schema, this.#pools);
    const sample = samples.get(`commands/${name}`);
    const usual = sample === undefined ? any : arbitraryLike(schema, sample, this.#pools);
    const spoilt = fc.tuple(usual, fc.nat(20), hostile).map(([input, at, value]) => spoil(input, at, value));
    const inputs = fc.oneof({ weight: 14, arbitrary: usual }, { weight: 8, arbitrary: any }, { weight: 1, arbitrary: spoilt });
    this.#arbitraries.set(name, inputs);
    return inputs;
  }

  readonly #arbitraries = new Map<string, fc.Arbitrary<unknown>>();

  readonly #pools: Pools = {
    ids: (field) => this.#idsFor(field),
    strays: () => [...Object.values(fields).flat(), ...this.#cases(), 'nobody'],
    instants: (field) => (field === 'from' ? [-30, 0, 1, 30, 60] : [-1, 0, 1, 60, 120, 240, 480, 1440]).map((minutes) => plus(now(), { minutes })),
    days: (field) => (field === 'from' ? [-400, -1, 0, 1] : [-1, 0, 0, 1, 2, 7, 30, 400]).map((days) => civilDate(plus(now(), { days }), 'Asia/Shanghai')),
  };

  #cases(kind?: string): readonly string[] {
    return this.refs.filter((ref) => (kind ? ref.kind === kind : definitionOf(ref.kind).place === 'case')).map(({ id }) => id);
  }

  #idsFor(field: string): readonly string[] {
    if (['into', 'ticket', 'reworkOf'].includes(field)) return this.#cases('repair');
    const set = (this.#concerned?.['record'] as { set?: { id?: string } } | undefined)?.set?.id;
    return field === 'tag' && set ? [set] : (fields[field] ?? this.#pools.strays());
  }

  /** The record the next input is for. */
  #concerned: Item | undefined;

  /** Takes note of records that have come into being. */
  #note(): void {
    for (const item of this.#engine.items()) {
      if (item['record'] === undefined || this.#known.has(keyText(item))) continue;
      this.#known.add(keyText(item));
      this.refs.push({ project: String(item['project']), kind: String(item['kind']), id: String(item['id']) });
    }
  }
}

const samples = sampleFiles();
const units = Object.values(residents);
const parties = Object.keys(residents);
const sets = ['K-1', 'K-2', 'K-3', 'K-4'];

/** Which ids a field of this name most likely wants. */
const fields: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['worker', 'standby', 'person', 'borrower', 'second', 'witness', 'to'].map((name) => [name, ['wang', 'li', 'engm', 'gate', 'qian', 'pm']]),
  ),
  ...Object.fromEntries(['party', 'owner', 'recipient', 'responsibleParty'].map((name) => [name, parties])),
  ...Object.fromEntries(['set', 'tag'].map((name) => [name, sets])),
  unit: units,
  timer: ['followUp', 'completion', 'arrival', 'count', 'return'],
  project: ['p1', '*'],
};

/** Ids under which registers are kept. */
const idsOf: Readonly<Record<string, readonly string[]>> = {
  unit: [...units, '1-2-501'],
  party: [...parties, 'buyer'],
  staff: ['wang', 'li', 'wang', 'li', 'engm', 'newcomer'],
  'key-set': [...sets, 'K-5'],
  project: ['p1', 'p2', 'p3'],
  member: ['newcomer', 'temp'],
};

const projectOf = ({ project, kind, id }: Ref): string => (kind === 'project' ? id : project);

export function definitionOf(kind: string): Definition {
  const found = allDefinitions.find(({ name }) => name === kind);
  if (!found) throw new Error(`no definition of ${kind}`);
  return found;
}

const positionsOf = (person: string): readonly Position[] => colleagues[person as keyof typeof colleagues] ?? [];

function isFor(by: readonly Role[], person: string): boolean {
  const roles: readonly Role[] = Object.hasOwn(residents, person) ? ['RESIDENT'] : positionsOf(person);
  return roles.some((role) => by.includes(role));
}

function pick<T>(from: readonly T[], at: number): T {
  const found = from[at % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** The input with one field replaced by what it does not want, or one more field. */
function spoil(input: unknown, at: number, value: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return value;
  const names = [...Object.keys(input), 'surprise'];
  return { ...input, [names[at % names.length] ?? 'surprise']: value };
}
