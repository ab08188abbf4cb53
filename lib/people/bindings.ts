import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Desk, definitionOf } from '../cases/desk.ts';
import { type Answer, type Once, storedAnswer } from '../cases/idempotency.ts';
import { type ListAnswer, type ListQuery, page } from '../cases/read.ts';
import { type Caller, openWork, walk } from '../cases/walk.ts';
import { fetchItems, keyOf, peek, refFor, type Work } from '../cases/work.ts';
import { systemActor } from '../kernel/actor.ts';
import { keyedHash, secretHash } from '../kernel/company-key.ts';
import { DomainError, refuse } from '../kernel/error.ts';
import { hq } from '../kernel/project-policy.ts';
import { id } from '../kernel/schema.ts';
import { Plain, personal, type Sealed } from '../kernel/sealed.ts';
import { findPartition, findPrefix, limitKey, onceKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { Binding } from '../workflows/binding/record.ts';
import { memberRecord } from './accounts.ts';
import type { CodeSender } from './code-sender.ts';
import { type Limit, takeTurn } from './limits.ts';
import { residentWith } from './residents.ts';

/** Bindings are cases of a project, and their paths name none: the body does. */
export const BindingPlace = z.strictObject({ project: id().meta({ title: '项目' }) });
/** `POST /bindings`: the number by which the house knows the resident. */
export const BindingWish = z.strictObject({ ...BindingPlace.shape, phone: personal('phone').meta({ title: '手机号码', personal: 'phone' }) });
/** `POST /bindings/{id}/confirm`: the code as it was read off the telephone. */
export const BindingAnswer = z.strictObject({
  ...BindingPlace.shape,
  code: z
    .string()
    .regex(/^\d{6}$/)
    .meta({ title: '验证码' }),
});

/** Codes for one person, and for one number whoever asks. */
const codeLimits: readonly Limit[] = [
  { most: 1, seconds: 60 },
  { most: 5, seconds: 24 * 3600 },
];

/** How long a request takes at least, in milliseconds: a number that is known costs the way to the channel, and one that is not must take as long. */
const evenTime = 1000;

/** A person's request about his binding. */
interface Asking {
  readonly person: string;
  readonly project: string;
  readonly once?: Once | undefined;
}

/**
 * Asks for a code (获取验证码). The answer is the same, after the same questions and the same time, whether or not the number belongs to a resident; only the
 * resident gets a message.
 *
 * @throws DomainError `binding.no-channel`, `member.party-bound`, `binding.too-many`
 */
export async function requestBinding(
  desk: Desk,
  { sender, even = evenTime }: { readonly sender: CodeSender; readonly even?: number },
  { person, project, once, phone }: Asking & { readonly phone: Sealed },
): Promise<Answer> {
  const began = performance.now();
  const number: unknown = phone;
  if (!(number instanceof Plain)) throw new Error('the number was not parsed');
  const { work, items } = await openWork(desk, { person, project }, once ? [onceKey(desk.company, once.key)] : []);
  const before = once && storedAnswer(once, items.get(keyText(onceKey(desk.company, once.key))));
  if (before) return asked(before);
  if (!(await sender.reaches(desk.company, 'sms'))) refuse('binding.no-channel', undefined, {}, 'unavailable');
  if ((await memberRecord(desk, person))?.party) refuse('member.party-bound', undefined, {}, 'conflict');
  const keys = await desk.keys();
  const hash = keyedHash(keys, 'phone', number.expose());
  const limits = [limitKey(desk.company, 'binding-person', person), limitKey(desk.company, 'binding-phone', hash)];
  if (!(await takeTurn(desk.table, limits, codeLimits, work.now, once?.key))) refuse('binding.too-many', undefined, {}, 'too-many');
  const party = await residentWith(work, hash);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const input = { phone, party, code: { h: await codeHash(desk, person, code) } };
  const answer = await walk(desk, { ...onBehalf(desk, { person, project }), definition: definitionOf(desk, 'binding'), command: 'request', input, once });
  if (party !== undefined) await send(desk, sender, number.expose(), code);
  await pause(even - (performance.now() - began));
  return asked(answer);
}

/** What everybody is told, and nothing else. */
function asked({ body }: Answer): Answer {
  const { id: key, project, until } = body as { id: string; project: string; until: string };
  return { status: 202, body: { id: key, project, until } };
}

const codeHash = async (desk: Desk, person: string, code: string): Promise<string> => secretHash(await desk.keys(), 'binding', `${person}|${code}`);

/** The person's own command, which no position gives: that he was let in has been checked. */
function onBehalf(desk: Desk, { person, project }: Asking): Caller {
  return { person, project, actor: { ...systemActor(desk.company), person } };
}

/** A channel that fails must not tell that the number is known: whoever gets no message asks again. */
async function send(desk: Desk, sender: CodeSender, phone: string, code: string): Promise<void> {
  const text = `验证码 ${code}，5 分钟内有效，用于绑定住户身份。如非本人操作请忽略。`;
  const message = { id: randomUUID(), company: desk.company, to: { phone }, purpose: 'binding' as const, code, validFor: '5分钟', text };
  await sender.sendCode(message).catch(() => undefined);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/**
 * Proves the number (验证). Wrong, late and spent codes, and the code of a number nobody has, are refused alike; the tries are counted in the case's own transaction.
 *
 * @throws DomainError `binding.code-refused`, `member.party-bound`; `access.not-found` for somebody else's binding
 */
export async function confirmBinding(desk: Desk, asking: Asking & { readonly id: string; readonly code: string }): Promise<Answer> {
  const { state: before } = await ownBinding(desk, asking);
  // Only a repeated request has more to learn of a code that is used up.
  if (before !== 'sent' && !asking.once) refuse('binding.code-refused', 'code');
  const input = { code: { h: await codeHash(desk, asking.person, asking.code) } };
  const { id: key, once } = asking;
  const request = { ...onBehalf(desk, asking), definition: definitionOf(desk, 'binding'), id: key, command: 'confirm', input, once };
  const answer = await walk(desk, request).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'case.wrong-state') return refuse('binding.code-refused', 'code');
    throw error;
  });
  const { state } = answer.body as { state: string };
  return state === 'sent' || state === 'spent' || state === 'expired' ? refuse('binding.code-refused', 'code') : own(answer);
}

/** Takes one's own binding off (解除绑定). @throws DomainError `access.not-found` for somebody else's */
export async function unbind(desk: Desk, asking: Asking & { readonly id: string }): Promise<Answer> {
  await ownBinding(desk, asking);
  const { id: key, once } = asking;
  return own(await walk(desk, { ...onBehalf(desk, asking), definition: definitionOf(desk, 'binding'), id: key, command: 'unbind', input: {}, once }));
}

/** Lets the person in, and to nobody's binding but his own. */
async function ownBinding(desk: Desk, { person, project, id: key }: Asking & { readonly id: string }): Promise<Binding> {
  const definition = definitionOf(desk, 'binding');
  const ref = refFor(definition, project, key);
  const { work } = await openWork(desk, { person, project }, [keyOf({ desk }, definition, ref)]);
  const record = (await peek(work, definition, ref))?.record as Binding | undefined;
  if (record?.person !== person) throw new DomainError('not-found', 'access.not-found');
  return record;
}

/** A binding as the resident sees it. */
function own({ status, body }: Answer): Answer {
  const { id: key, project, state, phone, until, boundAt } = body as Readonly<Record<string, unknown>>;
  return { status, body: { id: key, project, state, phone, until, ...(boundAt === undefined ? {} : { boundAt }) } };
}

/** One's own bindings (本人的绑定), in one project or in all, whatever became of them. */
export async function listBindings(
  desk: Desk,
  person: string,
  { project, ...query }: ListQuery & { readonly project?: string | undefined },
): Promise<ListAnswer> {
  const caller = { person, project: project ?? hq };
  const { work } = await openWork(desk, caller);
  const word = { kind: 'person', value: person };
  const place = project === undefined ? { pk: findPartition(desk.company, word) } : findPrefix(desk.company, project, word, 'binding');
  const pointers = await page(desk, caller, { ...place, limit: query.limit, consistent: true }, query.cursor, ({ sk, kind, id: key }) =>
    kind === 'binding' ? { project: sk.slice(0, sk.indexOf('#')), key: String(key) } : undefined,
  );
  return { ...pointers, items: await ownRecords(work, pointers.items as readonly Pointer[]) };
}

/** Where a search word leads. */
interface Pointer {
  readonly project: string;
  readonly key: string;
}

async function ownRecords(work: Work, pointers: readonly Pointer[]): Promise<readonly unknown[]> {
  const definition = definitionOf(work.desk, 'binding');
  const refs = pointers.map(({ project, key }) => refFor(definition, project, key));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, definition, ref)),
  );
  const records = await Promise.all(refs.map(async (ref) => ({ ref, record: (await peek(work, definition, ref))?.record as Binding | undefined })));
  return records.flatMap(({ ref, record }) =>
    record ? [own({ status: 200, body: { ...record, id: ref.id, project: ref.project, phone: record.phone.m } }).body] : [],
  );
}
