import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { DomainError } from '../../kernel/error.ts';
import type { Sealed } from '../../kernel/sealed.ts';
import type { PartyEnrolment, PartyInput, PreferInput } from './contract.ts';
import { type Bound, checkBound } from './phones.ts';
import type { In, PartyRecord } from './record.ts';

type Documents = PartyRecord['documents'];

/**
 * Registers a party or replaces what is known of him (登记客户).
 *
 * @throws DomainError `party.consent-dates` when a consent was withdrawn before it was given, and those of {@link checkBound}.
 */
export function putParty(before: PartyRecord | undefined, input: z.output<typeof PartyInput>, context: Context<Bound>): Outcome<PartyRecord> {
  const notices = checkBound(before, input, context);
  const wrong = input.consents.findIndex(({ givenOn, withdrawnOn }) => withdrawnOn !== undefined && withdrawnOn < givenOn);
  if (wrong >= 0) throw refusal('party.consent-dates', `consents.${wrong}.withdrawnOn`, { purpose: input.consents[wrong]?.purpose });
  const documents: Documents = input.documents.filter(({ number }, index) => index === input.documents.findIndex((other) => other.number.h === number.h));
  const { optOut, language, standing } = before ?? {};
  const plates = input.plates ? { plates: once(input.plates) } : {};
  const kept = { ...(optOut ? { optOut } : {}), ...(language ? { language } : {}), ...(standing ? { standing } : {}) };
  return { record: { state: 'current', ...input, ...kept, phones: once(input.phones), ...plates, documents }, notices };
}

/** Notes how a party wishes to be told (通知偏好): preferred channel, language, and what he does not want to receive any more. */
export function prefer(record: In<'current'>, { channel, optOut, language }: z.output<typeof PreferInput>): Outcome<In<'current'>> {
  return {
    record: {
      ...record,
      ...(channel ? { channel } : {}),
      ...(optOut ? { optOut: [...new Set(optOut)] } : {}),
      ...(language ? { language } : {}),
    },
  };
}

/**
 * Takes over what a spreadsheet row says of a party (导入客户): new phones, plates and documents are added, nothing is taken away.
 *
 * @throws DomainError `party.phones-full`, `party.plates-full`, or `party.document-differs` when the file has another number for a document already on record:
 * one of the two is wrong, and a file may not decide which.
 */
export function enrolParty(before: PartyRecord | undefined, input: z.output<typeof PartyEnrolment>): Outcome<PartyRecord> {
  const known: PartyRecord = before ?? { state: 'current', kind: 'person', name: input.name, phones: [], documents: [], consents: [] };
  const phones = once([...known.phones, ...(input.phones ?? [])]);
  if (phones.length > 5) throw refusal('party.phones-full', 'phones', { name: input.name });
  const plates = once([...(known.plates ?? []), ...(input.plates ?? [])]);
  if (plates.length > 5) throw refusal('party.plates-full', 'plates', { name: input.name });
  const documents = withDocuments(known.documents, input.documents ?? []);
  const driven = plates.length > 0 ? { plates } : {};
  return { record: { ...known, name: input.name, ...(input.kind ? { kind: input.kind } : {}), phones, ...driven, documents } };
}

function withDocuments(known: Documents, added: Documents): Documents {
  const documents = [...known];
  for (const [index, document] of added.entries()) {
    if (documents.some(({ number }) => number.h === document.number.h)) continue;
    const differs = document.kind !== 'other' && documents.some(({ kind }) => kind === document.kind);
    if (differs || documents.length >= 3) throw refusal(differs ? 'party.document-differs' : 'party.documents-full', `documents.${index}`, {});
    documents.push(document);
  }
  return documents;
}

/** Sealed values without doubles; equal values of one company have equal hashes. */
export function once(values: readonly Sealed[]): Sealed[] {
  return values.filter(({ h }, index) => index === values.findIndex((other) => other.h === h));
}

function refusal(code: string, path: string, detail: Readonly<Record<string, string | undefined>>): DomainError {
  return new DomainError('unprocessable', code, detail, [{ path, code, detail: '' }]);
}
