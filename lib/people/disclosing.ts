import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Answer, houseKey, type Once, storedAnswer } from '../cases/idempotency.ts';
import { fromItem, type Stored } from '../cases/stored.ts';
import { walk } from '../cases/walk.ts';
import { refFor } from '../cases/work.ts';
import { systemActor } from '../kernel/actor.ts';
import { civilDate, endOfDay } from '../kernel/calendar.ts';
import { msBetween, now, realSeconds } from '../kernel/clock.ts';
import { unseal } from '../kernel/company-key.ts';
import { companyZone, hq } from '../kernel/project-policy.ts';
import type { Sealed } from '../kernel/sealed.ts';
import { onceKey, recordKey, sequenceKey } from '../table/keys.ts';
import { type Item, keyText } from '../table/table.ts';
import { sealedFields } from '../workflows/disclosure/fields.ts';
import type { In, On } from '../workflows/disclosure/record.ts';
import { checkRecent, turnAway } from '../workflows/disclosure/rules.ts';

/** How often one person is shown sealed data on one day. */
export const mostADay = 50;

/** Counters are of no use after their day. */
const keptSeconds = 40 * 24 * 3600;

/** Who asks, where, for what: the parsed input of the command `disclose`. */
export interface Asking {
  readonly person: string;
  readonly project: string;
  readonly input: { readonly on: On; readonly reason: string; readonly fields?: readonly string[] | undefined };
  readonly once?: Once | undefined;
}

/**
 * Shows sealed personal data to somebody with a reason (敏感信息查阅). Counted first, then noted for good, then opened: the values are in this one answer, in no record, no
 * history, and not in what is kept for a repeated request. A request that is repeated within minutes counts once and is answered again.
 *
 * @throws DomainError as {@link turnAway}, {@link checkRecent} and the command
 */
export async function disclose(desk: Desk, asking: Asking): Promise<Answer> {
  const { once, person, project, input } = asking;
  if (!(once && (await isAnswered(desk, once)))) await count(desk, asking);
  const answer = await walk(desk, { definition: definitionOf(desk, 'disclosure'), person, project, command: 'disclose', input, once });
  const body = answer.body as In<'disclosed'> & Readonly<Record<string, unknown>>;
  checkRecent(body, now());
  return { ...answer, body: { ...body, values: await valuesOf(desk, project, body) } };
}

async function isAnswered(desk: Desk, once: Once): Promise<boolean> {
  const key = onceKey(desk.company, once.key);
  return storedAnswer(once, (await desk.table.getAll([key])).get(keyText(key))) !== undefined;
}

/** Counts before anything is looked at, so that a hundred requests at once are no way round; refused ones count too. */
async function count(desk: Desk, { person, project, input }: Asking): Promise<void> {
  const at = now();
  const day = civilDate(at, companyZone);
  const key = sequenceKey(desk.company, hq, `DISCLOSURE-${person}`, day.replaceAll('-', ''));
  if ((await desk.table.nextNumber(key, realSeconds() + keptSeconds)) <= mostADay) return;
  const { on, reason } = input;
  const once = { key: houseKey('disclosure', person, day), bind: 'cap' };
  const actor = systemActor(desk.company);
  await walk(desk, {
    ...{ definition: definitionOf(desk, 'disclosure'), person: actor.person, project, actor },
    ...{ command: 'refuse', input: { on, person, reason, most: mostADay }, once },
  });
  turnAway(mostADay, Math.max(1, Math.ceil(msBetween(at, endOfDay(day, companyZone)) / 1000)));
}

/** The values as they are now, by their place in the record. What its owner's key no longer opens, because he has been forgotten, is left out. */
async function valuesOf(desk: Desk, project: string, { on, fields }: Pick<In<'disclosed'>, 'on' | 'fields'>): Promise<Readonly<Record<string, string>>> {
  const stored = await load(desk, project, [`${on.kind}:${on.id}`]);
  const found = sealedFields(stored.get(`${on.kind}:${on.id}`)?.record).filter(({ path }) => fields.includes(path));
  const owners = await load(desk, project, [...new Set(found.map(({ sealed }) => saltOwner(sealed)))], stored);
  const keys = await desk.keys();
  const opened = found.flatMap(({ path, sealed }) => {
    const salt = owners.get(saltOwner(sealed))?.salt;
    return salt === undefined ? [] : [[path, unseal(keys, salt, sealed)] as const];
  });
  return Object.fromEntries(opened);
}

/** Whose salt opens a value: the record it was first written into, `party:liu`. */
const saltOwner = ({ k }: Sealed): string => k.slice(k.indexOf('.') + 1);

async function load(
  desk: Desk,
  project: string,
  names: readonly string[],
  known: ReadonlyMap<string, Stored> = new Map(),
): Promise<ReadonlyMap<string, Stored>> {
  const wanted = names
    .filter((name) => !known.has(name))
    .flatMap((name) => {
      const [kind = '', id = ''] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
      const definition = desk.definitions.get(kind);
      return definition ? [{ name, definition, key: recordKey(desk.company, definition.place, refFor(definition, project, id)) }] : [];
    });
  if (wanted.length === 0) return known;
  const items: ReadonlyMap<string, Item> = await desk.table.getAll(wanted.map(({ key }) => key));
  const loaded = wanted.flatMap(({ name, definition, key }) => {
    const item = items.get(keyText(key));
    return item && item['kind'] === definition.name ? [[name, fromItem(definition, item)] as const] : [];
  });
  return new Map([...known, ...loaded]);
}
