import fc from 'fast-check';
import { carryOut } from '../../lib/cases/carry-out.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { readOne } from '../../lib/cases/read.ts';
import { moves, openings } from '../../lib/cases/routes.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { walk } from '../../lib/cases/walk.ts';
import { registers, workflows } from '../../lib/catalogue.ts';
import { now, plus } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { channelSettings } from '../../lib/registers/channel-settings/register.ts';
import { dueShards, parseDue, type Ref, recordKey } from '../../lib/table/keys.ts';
import { type Item, keyText } from '../../lib/table/table.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { timeIs } from './clock.ts';
import { house } from './house.ts';
import type { MemoryEngine } from './memory-engine.ts';
import { ableNow, Explorer, isFor, pick } from './random-choice.ts';
import { idsOf, RandomInputs } from './random-inputs.ts';
import { colleagues, definitionOf, everybody, type Project } from './world.ts';

/** One thing that happens in a project; numbers are read against what there is at that moment, so that a shorter sequence still makes sense. */
export interface Happening {
  readonly what: 'open' | 'act' | 'intrude' | 'keep' | 'stand' | 'wait' | 'sweep';
  readonly who: number;
  readonly which: number;
  readonly seed: number;
}

const shares: Readonly<Record<Happening['what'], number>> = { act: 60, wait: 8, keep: 6, open: 5, intrude: 5, sweep: 5, stand: 4 };

/** A day or two in a project, in any order. */
export function happenings(length: number): fc.Arbitrary<readonly Happening[]> {
  const kinds = Object.entries(shares) as [Happening['what'], number][];
  const what = fc.oneof(...kinds.map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) })));
  const one = fc.record({ what, who: fc.nat(1000), which: fc.nat(1000), seed: fc.nat() });
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
  readonly refusal?: DomainError;
  /** It was offered, and forbidden whatever the input. */
  readonly never?: true;
}

type Trying = Omit<Tried, 'input' | 'refusal' | 'never'> & { readonly seed: number };

/** Lengths of waiting, in minutes: just before and after the limits, an evening, a night, days. */
const pauses = [1, 1, 4, 4, 5, 5, 10, 10, 20, 20, 29, 30, 31, 60, 60, 240, 720, 1440, 3 * 1440];

/** A workflow of thirty commands takes longer to get around in than one of three. */
const chances = workflows.flatMap((definition) => Array.from({ length: 2 + Math.ceil(moves(definition).length / 5) }, () => definition));

/** A project in which things happen. */
export class RandomProject {
  readonly refs: Ref[] = [];
  readonly #project: Project;
  readonly #engine: MemoryEngine;
  readonly #known = new Set<string>();
  readonly #explorer = new Explorer();
  readonly #inputs: RandomInputs;

  /** `usual`: people send what they send on an ordinary day, and nothing strange. */
  constructor(project: Project, engine: MemoryEngine, { usual } = { usual: false }) {
    this.#project = project;
    this.#inputs = new RandomInputs(this.refs, { usual });
    this.#engine = engine;
    this.#note();
  }

  /** Lets one thing happen. Whatever is thrown that is no refusal comes out. */
  async happen(one: Happening): Promise<Tried | undefined> {
    switch (one.what) {
      case 'wait':
        timeIs(plus(now(), { minutes: pick(pauses, one.which), ms: one.seed % 2 }));
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
      await this.#carryAll();
      const due = this.#dueNow();
      if (due.length === 0) return;
      for (const ref of due) await sweep(this.#project.desk, definitionOf(ref.kind), ref);
      this.#note();
    }
    throw new Error(`the sweep never ends: ${JSON.stringify(this.#dueNow())}`);
  }

  /** Verdicts reach their cases, as the state machine carries them. */
  async #carryAll(): Promise<void> {
    for (const ref of this.refs.filter(({ kind }) => kind === approval.name)) {
      const { state, matter } = (this.itemOf(ref)?.['record'] ?? {}) as { state?: string; matter?: { kind: string } };
      if (state === 'decided' && matter) await carryOut(this.#project.desk, definitionOf(matter.kind), { project: ref.project, approval: ref.id });
    }
    this.#note();
  }

  itemOf(ref: Ref): Item | undefined {
    return this.#engine.get(recordKey(this.#project.desk.company, definitionOf(ref.kind).place, ref));
  }

  /** What the index says is due. */
  #dueNow(): readonly Ref[] {
    const waiting = this.#engine.items().filter((item) => dueShards.includes(String(item['dpk'])));
    const due = waiting.map((item) => parseDue(String(item['dsk']))).filter(({ at }) => at <= now());
    return due.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ ref }) => ref);
  }

  async #open({ who, which, seed }: Happening): Promise<Tried> {
    const definition = pick(
      chances.filter((one) => openings(one).length > 0),
      which,
    );
    const [command, { by }] = pick(openings(definition), seed);
    const able = everybody.filter((person) => isFor(by, person));
    return this.#try({ definition, command, person: pick(able, who), offered: false, ref: undefined, seed });
  }

  /** A record of a register is put, new or known; or somebody comes on duty, without whom no repair gets far. */
  async #keep({ who, which, seed }: Happening): Promise<Tried> {
    const definition = pick([...registers, ...registers, ...registers, ...house, channelSettings], which);
    const { name, place } = definition;
    const id = place === 'company' ? this.#project.desk.company : pick(idsOf[name] ?? [], seed);
    const ofProject = place === 'register' && definition !== channelSettings;
    const ref = { project: ofProject ? 'p1' : hq, kind: name, id };
    const comes = name === 'staff' && who % 2 === 0;
    const person = comes ? id : ofProject ? pick(Object.keys(colleagues), who) : 'hq';
    return this.#try({ definition, command: comes ? 'clockOn' : 'put', person, offered: false, ref, seed });
  }

  async #act({ what, who, which, seed }: Happening): Promise<Tried | undefined> {
    const ref = this.#somewhere(which, seed);
    const item = ref && this.itemOf(ref);
    if (!ref || !item) return this.#open({ what, who, which, seed });
    const definition = definitionOf(ref.kind);
    if (what === 'intrude') {
      const names = [...Object.keys(definition.commands), ...(definition.place === 'case' ? Object.keys(standingCommands) : ['comment']), 'toString'];
      return this.#try({ definition, command: pick(names, seed), person: pick(everybody, who), offered: false, ref, seed });
    }
    const able = ableNow(this.#project.desk.company, ref, item, what === 'stand');
    if (able.length === 0) return undefined;
    const chosen = this.#explorer.choose(ref, able, seed + who);
    const offered = (await this.#offers(ref, chosen.person)).includes(chosen.command);
    const tried = await this.#try({ definition, ...chosen, offered, ref, seed });
    return tried.offered && tried.refusal?.kind === 'forbidden' ? this.#insist(tried, seed) : tried;
  }

  /** Forbidden though it was offered: it depends on the input, or it is a button that never works. Some other input tells. */
  async #insist(first: Tried, seed: number): Promise<Tried> {
    for (let again = 1; again <= 20; again += 1) {
      const tried = await this.#try({ ...first, offered: false, seed: seed + again });
      if (tried.refusal?.kind !== 'forbidden') return tried;
    }
    return { ...first, never: true };
  }

  /** One of the latest open cases of a workflow, each workflow as often; sometimes an ended one, or a record of a register. */
  #somewhere(which: number, seed: number): Ref | undefined {
    const place = which % 14;
    if (place === 0)
      return pick(
        this.refs.filter(({ kind }) => definitionOf(kind).place === 'register'),
        seed,
      );
    const { name, terminal } = pick(chances, which);
    const latest = this.refs.filter(({ kind }) => kind === name).toReversed();
    const open = latest.filter((ref) => !terminal.includes(String(this.itemOf(ref)?.['state'])));
    const from = place === 1 ? latest : open.slice(0, 2);
    return from.length > 0 ? pick(from, seed >>> 4) : undefined;
  }

  /** `commands[]` as the person is shown them; none when he is shown nothing. A register of one state shows none, and has those a position may. */
  async #offers(ref: Ref, person: string): Promise<readonly string[]> {
    const definition = definitionOf(ref.kind);
    const caller = { person, project: projectOf(ref), anywhere: ref.kind === 'member' };
    try {
      const { commands } = (await readOne(this.#project.desk, definition, caller, ref.id)) as { commands?: readonly string[] };
      const may = moves(definition).filter(([, { by }]) => isFor(by, person));
      return commands ?? may.map(([name]) => name);
    } catch (error) {
      if (error instanceof DomainError) return [];
      throw error;
    }
  }

  async #try({ seed, ...what }: Trying): Promise<Tried> {
    const { definition, command, person, ref } = what;
    const standing = definition.place === 'case' && ref && Object.hasOwn(standingCommands, command) ? standingCommands[command] : undefined;
    const schema = (standing ?? (Object.hasOwn(definition.commands, command) ? definition.commands[command] : undefined))?.input;
    const input = schema ? this.#inputs.next(`${definition.name}.${command}`, schema, ref && this.itemOf(ref), seed) : {};
    const tried: Tried = { ...what, input };
    try {
      const target = { definition, command, ...(ref ? { id: ref.id } : {}), version: seed % 11 === 0 ? 1 : undefined };
      const caller = { person, project: ref ? projectOf(ref) : 'p1', anywhere: definition.place === 'member' };
      await walk(this.#project.desk, { ...caller, ...target, input: schema ? parseInput(schema, input) : input });
      return tried;
    } catch (error) {
      if (error instanceof DomainError) return { ...tried, refusal: error };
      throw new Error(`${toldOf(tried)}: ${String(error)}`, { cause: error });
    } finally {
      this.#note();
      if (ref) this.#explorer.saw(ref, String(this.itemOf(ref)?.['state']));
    }
  }

  /** Takes note of records that have come into being. */
  #note(): void {
    for (const item of this.#engine.items()) {
      if (item['record'] === undefined || this.#known.has(keyText(item))) continue;
      this.#known.add(keyText(item));
      this.refs.push({ project: String(item['project']), kind: String(item['kind']), id: String(item['id']) });
    }
  }
}

const projectOf = ({ project, kind, id }: Ref): string => (kind === 'project' ? id : project);

/** A try as one line of a failed sequence's story. */
export function toldOf({ person, definition, command, ref, input, refusal }: Tried): string {
  return `${person} ${definition.name}.${command} ${ref?.id ?? ''} ${JSON.stringify(input)} ${refusal?.code ?? 'ok'}`;
}
