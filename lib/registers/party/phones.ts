import type * as z from 'zod';
import { type Found, found, type Loaded, type Read } from '../../cases/contract.ts';
import type { Context, Outcome, ReadFacts } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { holds } from '../../kernel/actor.ts';
import { forbid, refuse } from '../../kernel/error.ts';
import type { Sealed } from '../../kernel/sealed.ts';
import { type MemberRecord, member, partyWord } from '../member/contract.ts';
import type { ChangePhone, PartyInput } from './contract.ts';
import type { In, PartyRecord } from './record.ts';

/** Logins bound to the party; read only where a number or a document would change. */
export type BoundReads = { readonly bound?: Read<readonly Found<MemberRecord>[]> };
/** See {@link BoundReads}. */
export type Bound = { readonly bound?: Loaded<readonly Found<MemberRecord>[]> | undefined };

const has = (values: readonly Sealed[], { h }: Sealed): boolean => values.some((other) => other.h === h);

export function readBound(input: z.output<typeof PartyInput>, record: PartyRecord | undefined, { id, project }: ReadFacts): BoundReads {
  if (!record) return {};
  const phones = input.phones.length !== record.phones.length || input.phones.some((phone) => !has(record.phones, phone));
  return phones || lostDocuments(record, input).length > 0 ? { bound: found(member, 'party', partyWord({ project, id })) } : {};
}

function lostDocuments(record: PartyRecord, input: z.output<typeof PartyInput>): PartyRecord['documents'] {
  const numbers = input.documents.map(({ number }) => number);
  return record.documents.filter(({ number }) => !has(numbers, number));
}

/**
 * An ordinary correction is no back door to somebody's login: with a bound account, numbers change by {@link changePhone} only, and documents, by which that is
 * checked, by a manager only. A number that is added is told to the party.
 *
 * @throws DomainError `party.phone-bound`, `party.document-bound`.
 */
export function checkBound(before: PartyRecord | undefined, input: z.output<typeof PartyInput>, { id, actor, reads }: Context<Bound>): readonly Notice[] {
  const bound = reads.bound?.record.some(({ record }) => record.state !== 'ended') ?? false;
  if (!before || !bound) return [];
  const lost = before.phones.find((phone) => !has(input.phones, phone));
  if (lost) refuse('party.phone-bound', 'phones', { phone: lost.m });
  if (lostDocuments(before, input).length > 0 && !actor.system && !holds(actor, 'CSM', 'PM', 'HQ-ADM')) forbid('party.document-bound');
  const added = input.phones.find((phone) => !has(before.phones, phone));
  return added ? [{ type: 'party.phone-added', to: { parties: [id] }, params: { phone: added.m } }] : [];
}

/**
 * Changes a registered phone (变更登记电话), or gives it up: whoever has the number has the account, so the person is identified first, by the document on record, and
 * the old number is told as well as the new one.
 *
 * @throws DomainError `party.phone-unknown`, `party.phone-known`, `party.phone-last`, `party.identity-needed`, `party.identity-differs`, `party.evidence-needed`,
 * `party.evidence-needs-manager`.
 */
export function changePhone(record: In<'current'>, input: z.output<typeof ChangePhone>, context: Context): Outcome<In<'current'>> {
  const old = record.phones.find(({ h }) => h === input.old.h);
  if (!old) return refuse('party.phone-unknown', 'old', { phone: input.old.m });
  const fresh = input.new;
  if (fresh && has(record.phones, fresh)) refuse('party.phone-known', 'new', { phone: fresh.m });
  if (!fresh && record.phones.length === 1) refuse('party.phone-last', 'new');
  checkIdentity(record, input, context);
  const phones = record.phones.flatMap((phone) => (phone === old ? (fresh ? [fresh] : []) : [phone]));
  const params = { old: old.m, new: fresh?.m ?? '（注销）' };
  return { record: { ...record, phones }, notices: [{ type: 'party.phone-changed', to: { parties: [context.id], phones: [old] }, params }] };
}

/** A guess at the number is a refusal of its own kind: it leaves a line in the history. */
function checkIdentity(record: In<'current'>, { identityShown: shown, evidence }: z.output<typeof ChangePhone>, { actor }: Context): void {
  if (record.documents.length > 0) {
    if (!shown) refuse('party.identity-needed', 'identityShown');
    if (!record.documents.some(({ kind, number }) => kind === shown.kind && number.h === shown.number.h)) forbid('party.identity-differs');
    return;
  }
  if (!evidence) refuse('party.evidence-needed', 'evidence');
  if (!holds(actor, 'CSM', 'PM')) forbid('party.evidence-needs-manager');
}
