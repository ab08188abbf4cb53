import { standingCommands } from '../../lib/cases/standing.ts';
import { isClosed, type Stored, timersOf } from '../../lib/cases/stored.ts';
import { dueStages, type FiredStages, timerView } from '../../lib/cases/timer.ts';
import { type Instant, now } from '../../lib/kernel/clock.ts';
import type { ErrorCatalogue, Sentence } from '../../lib/kernel/error.ts';
import { coreErrors } from '../../lib/kernel/error-catalogue.ts';
import { ledgerErrors } from '../../lib/ledger/errors.ts';
import { type Item, keyText } from '../../lib/table/table.ts';
import type { MemoryEngine } from './memory-engine.ts';
import type { Tried } from './random-walk.ts';
import { allDefinitions, definitionOf } from './world.ts';

const catalogue: ErrorCatalogue = Object.assign({}, coreErrors, ledgerErrors, ...allDefinitions.map(({ errors }) => errors));
const notices: Readonly<Record<string, Sentence>> = Object.assign({}, ...allDefinitions.map((definition) => definition.notices));
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

interface Entry extends Item {
  readonly seq: number;
  readonly command: string;
  readonly from: string;
  readonly to: string;
  readonly fired?: readonly string[];
  readonly out?: readonly { readonly type: string; readonly data: { readonly type: string; readonly text: Sentence } }[];
}

/** Refusals of a command that stood in `commands[]`: whoever is shown a button must not be told that he may not press it. */
const neverWhenOffered = ['access.forbidden', 'access.not-found', 'access.one-position', 'case.unknown-command', 'case.wrong-state'];

/**
 * What must hold of every case and record whatever happens, checked from the stored items. Remembers verdicts and firings, because some promises are about the order of time.
 *
 * Each check answers complaints; none means that all is well.
 */
export class CaseChecks {
  readonly #engine: MemoryEngine;
  readonly #seen = new Map<string, { seq: number; state: string; fired: Set<string>; ended: boolean }>();
  readonly #verdicts = new Map<string, { breached: boolean; met: Instant | undefined }>();

  constructor(engine: MemoryEngine) {
    this.#engine = engine;
  }

  after(tried: Tried | undefined): readonly string[] {
    this.#handedOver.clear();
    const items = this.#engine.items();
    const records = items.filter((item) => item['record'] !== undefined && item['removed'] === undefined);
    return [
      ...(tried ? refusal(tried) : []),
      ...this.#history(items),
      ...exclusiveClaims(records),
      ...records.flatMap((item) => (this.#isNew(item) ? validRecord(item) : [])),
      ...records.flatMap((item) => this.#timers(item)),
    ];
  }

  #isNew(item: Item): boolean {
    const stamp = `${String(item['version'])} ${String(item['tick'])}`;
    const known = this.#stamps.get(keyText(item)) === stamp;
    this.#stamps.set(keyText(item), stamp);
    return !known;
  }

  readonly #stamps = new Map<string, string>();
  /** Records to which another one has just handed something over: what it knew may change a verdict. */
  readonly #handedOver = new Set<string>();

  /** Nothing that is due is left when the sweep has come by. */
  afterSweep(): readonly string[] {
    const records = this.#engine.items().filter((item) => item['record'] !== undefined && item['removed'] === undefined);
    return records.flatMap((item) => {
      const definition = definitionOf(String(item['kind']));
      const left = dueStages(timersOf(definition, storedOf(item)), (item['fired'] ?? {}) as FiredStages, now());
      return left.map(({ timer, stage }) => `${nameOf(item)}: ${timer.name}.${stage.name} is due and was not swept`);
    });
  }

  /** Declared moves only, each from where the one before ended, none after the end; each stage fires once; each notice has its words. */
  #history(items: readonly Item[]): readonly string[] {
    const entries = items.filter(({ sk, pk }) => sk.startsWith('H#') && Number(sk.slice(2)) > (this.#seen.get(pk)?.seq ?? 0)) as Entry[];
    return entries.toSorted((a, b) => a.seq - b.seq).flatMap((entry) => this.#entry(entry, items));
  }

  #entry(entry: Entry, items: readonly Item[]): readonly string[] {
    const { pk, seq, command: name, from, to, fired = [], out = [] } = entry;
    const before = this.#seen.get(pk) ?? { seq: 0, state: 'new', fired: new Set<string>(), ended: false };
    const definition = definitionOf(kindOf(pk, items));
    const where = `${pk} ${seq} ${name}`;
    if (definition.commands[name]?.internal) this.#handedOver.add(`${definition.name}/${pk.split(/#C#|:/).at(-1)}`);
    const command = Object.hasOwn(definition.commands, name) ? definition.commands[name] : undefined;
    // A command that waits for signatures, and one that did not get them, leave the case as it is.
    const waits = definition.commands[name.replace(/^request\./, '')] !== undefined && name.startsWith('request.');
    const standing = fired.length > 0 || Object.hasOwn(standingCommands, name) || waits || name.startsWith('approval.') || name === 'keepFrom';
    const known = standing ? from === to : command?.from.includes(from) && command.to.includes(to);
    this.#seen.set(pk, { seq, state: to, fired: new Set([...before.fired, ...fired]), ended: definition.terminal.includes(to) });
    return [
      ...(seq === before.seq + 1 ? [] : [`${where}: follows ${before.seq}`]),
      ...(from === before.state ? [] : [`${where}: from ${from}, where the record was ${before.state}`]),
      ...(known ? [] : [`${where}: ${from} → ${to} is not declared`]),
      ...(before.ended && !standing ? [`${where}: after the end`] : []),
      ...fired.filter((one) => before.fired.has(one)).map((one) => `${where}: ${one} fires again`),
      ...out.filter(({ type }) => type === 'notice').flatMap(({ data }) => spoken(where, data)),
    ];
  }

  /** Instants are instants; a breach stays a breach, and what was met stays met at that instant, as long as the limit is the same. */
  #timers(item: Item): readonly string[] {
    const definition = definitionOf(String(item['kind']));
    const timers = timersOf(definition, storedOf(item));
    const names = timers.map(({ name }) => name);
    return [
      ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${nameOf(item)}: two timers ${name}`),
      ...timers.flatMap((timer) => {
        const instants = [timer.from, timer.due, timer.stop, ...timer.stages.map(({ at }) => at)].filter((at) => at !== undefined);
        const { breachedAt, metAt, stage } = timerView(timer, now());
        const key = [nameOf(item), timer.name, timer.from, timer.due].join(' ');
        const before = this.#verdicts.get(key);
        this.#verdicts.set(key, { breached: breachedAt !== undefined, met: metAt });
        return [
          ...timer.stages
            .filter((one) => one.tell && !notices[`${definition.name}.${timer.name}.${one.name}`])
            .map((one) => `${key}: no sentence for ${one.name}`),
          ...instants.filter((at) => !instantPattern.test(at)).map((at) => `${key}: ${at} is no instant`),
          ...(before?.breached && breachedAt === undefined && stage !== 'paused' && !this.#handedOver.has(nameOf(item))
            ? [`${key}: was breached and is not any more`]
            : []),
          ...(before?.met && metAt !== undefined && before.met !== metAt ? [`${key}: was met at ${before.met} and now at ${metAt}`] : []),
        ];
      }),
    ];
  }
}

/** What is stored has been parsed when it was written; {@link validRecord} looks at that once. */
const storedOf = (item: Item): Stored => item as unknown as Stored;

const nameOf = (item: Item): string => `${String(item['kind'])}/${String(item['id'])}`;

/** The slice a history partition belongs to: that of the case in it, or the one it names. */
function kindOf(pk: string, items: readonly Item[]): string {
  const id = pk.split('#C#')[1] ?? '';
  const own = items.find((item) => item.pk === pk && item.sk === 'CASE');
  return own ? String(own['kind']) : (id.split(':')[0] ?? '');
}

function validRecord(item: Item): readonly string[] {
  const definition = definitionOf(String(item['kind']));
  const parsed = definition.record.safeParse(item['record']);
  const { state } = item['record'] as { state: string };
  return [
    ...(parsed.success ? [] : [`${nameOf(item)}: ${JSON.stringify(parsed.error.issues)}`]),
    ...(definition.states.includes(state) ? [] : [`${nameOf(item)}: ${state} is no state`]),
    ...(isWellFormed(item) ? [] : [`${nameOf(item)}: a lone surrogate is stored`]),
  ];
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || value instanceof Uint8Array || Object.values(value).every(isWellFormed);
}

/** No two open records claim one right, and what is claimed is written down. */
function exclusiveClaims(records: readonly Item[]): readonly string[] {
  const holders = new Map<string, string>();
  return records.flatMap((item) => {
    const definition = definitionOf(String(item['kind']));
    const { record } = storedOf(item);
    if (isClosed(definition, record)) return [];
    return definition.claims(record, String(item['id'])).flatMap((claim) => {
      if (claim.claim !== 'hold') return [];
      const key = `${claim.scope === 'company' ? 'hq' : String(item['project'])} ${claim.name}`;
      const other = holders.get(key);
      holders.set(key, nameOf(item));
      return other ? [`${key} is held by ${other} and ${nameOf(item)}`] : [];
    });
  });
}

/** A refusal has a code with a sentence, and the sentence's blanks are filled: 「该钥匙已借出（借用人 ，）」 helps nobody. */
function refusal({ definition, command, offered, never, refusal: error, person }: Tried): readonly string[] {
  if (!error) return [];
  const where = `${person}: ${definition.name}.${command} → ${error.code}`;
  const codes = [error.code, ...error.errors.map(({ code }) => code)];
  return [
    ...codes.filter((code) => !catalogue[code]).map((code) => `${where}: no sentence for ${code}`),
    ...codes
      .flatMap((code) => blanks(catalogue[code]?.zh ?? '').filter((name) => error.detail[name] === undefined))
      .map((name) => `${where}: {${name}} is blank`),
    ...(never || (offered && neverWhenOffered.includes(error.code)) ? [`${where}, though it was offered`] : []),
  ];
}

const blanks = (sentence: string): readonly string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** A notice says its sentence with every blank filled. */
function spoken(where: string, { type, text }: { readonly type: string; readonly text: Sentence }): readonly string[] {
  const sentence = notices[type];
  if (!sentence) return type.startsWith('case.') ? [] : [`${where}: no sentence for the notice ${type}`];
  return (['zh', 'en'] as const).flatMap((language) => {
    const form = new RegExp(`^${sentence[language].replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '(?:.|\\n)+')}$`);
    return form.test(text[language]) ? [] : [`${where}: ${type} says “${text[language]}”`];
  });
}
