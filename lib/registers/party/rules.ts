import type * as z from 'zod';
import type { Outcome } from '../../cases/definition.ts';
import { DomainError } from '../../kernel/error.ts';
import type { Sealed } from '../../kernel/sealed.ts';
import type { PartyEnrolment, PartyInput } from './contract.ts';
import type { PartyRecord } from './record.ts';

type Documents = PartyRecord['documents'];

/**
 * Registers a party or replaces what is known of him (登记客户).
 *
 * @throws DomainError `party.consent-dates` when a consent was withdrawn before it was given.
 */
export function putParty(_before: PartyRecord | undefined, input: z.output<typeof PartyInput>): Outcome<PartyRecord> {
  const wrong = input.consents.findIndex(({ givenOn, withdrawnOn }) => withdrawnOn !== undefined && withdrawnOn < givenOn);
  if (wrong >= 0) throw refusal('party.consent-dates', `consents.${wrong}.withdrawnOn`, { purpose: input.consents[wrong]?.purpose });
  const documents: Documents = input.documents.filter(({ number }, index) => index === input.documents.findIndex((other) => other.number.h === number.h));
  return { record: { state: 'current', ...input, phones: once(input.phones), documents } };
}

/**
 * Takes over what a spreadsheet row says of a party (导入客户): new phones and documents are added, nothing is taken away.
 *
 * @throws DomainError `party.phones-full`, or `party.document-differs` when the file has another number for a document already on record:
 * one of the two is wrong, and a file may not decide which.
 */
export function enrolParty(before: PartyRecord | undefined, input: z.output<typeof PartyEnrolment>): Outcome<PartyRecord> {
  const known: PartyRecord = before ?? { state: 'current', kind: 'person', name: input.name, phones: [], documents: [], consents: [] };
  const phones = once([...known.phones, ...(input.phones ?? [])]);
  if (phones.length > 5) throw refusal('party.phones-full', 'phones', { name: input.name });
  const documents = withDocuments(known.documents, input.documents ?? []);
  return { record: { ...known, name: input.name, ...(input.kind ? { kind: input.kind } : {}), phones, documents } };
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
function once(values: readonly Sealed[]): Sealed[] {
  return values.filter(({ h }, index) => index === values.findIndex((other) => other.h === h));
}

function refusal(code: string, path: string, detail: Readonly<Record<string, string | undefined>>): DomainError {
  return new DomainError('unprocessable', code, detail, [{ path, code, detail: '' }]);
}
