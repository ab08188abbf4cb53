import { type CompanyKeys, keyedHash } from '../kernel/company-key.ts';
import { normalise } from '../kernel/sealed.ts';
import { nameTerm } from '../registers/name-term.ts';
import { roomTerm } from '../registers/unit/place.ts';

/** How a number that belongs to a person was asked for: all of it, or its last four digits. */
export type Guess = 'whole' | 'end';

/** A word to look for, as the terms of records have it; `guess` for a number that belongs to a person. */
export interface SearchWord {
  readonly kind: 'room' | 'name' | 'phone' | 'phone-end' | 'plate' | 'identity';
  readonly value: string;
  readonly guess?: Guess;
}

/** A case's number as people write it; without its project when they write the short form (`BX-20260701-0001`). */
export interface CaseNumber {
  readonly project?: string;
  readonly id: string;
}

/** `p1-BX-20260701-0001` or `bx-20260701-0001`; undefined for anything else. */
export function caseNumberIn(text: string): CaseNumber | undefined {
  const [, project, id] = /^(?:(.+)-)?([A-Za-z]{2,4}-\d{8}-\d{4,})$/.exec(plain(text)) ?? [];
  return id === undefined ? undefined : { id: id.toUpperCase(), ...(project === undefined ? {} : { project }) };
}

/**
 * What a text may be (查询词): a room, a name, a phone number or its last four digits, a plate, an identity document. The text alone decides which terms are asked, never more
 * than three, each at the price of one query.
 */
export function wordsIn(text: string): readonly SearchWord[] {
  const raw = plain(text);
  const digits = /^\d{4}$/.exec(raw)?.[0];
  const found: readonly (SearchWord | undefined)[] = [
    word('phone', phoneIn(raw)),
    digits === undefined ? undefined : { kind: 'phone-end', value: digits, guess: 'end' },
    word('identity', identityIn(raw)),
    word('plate', plateIn(raw)),
    word('room', roomIn(raw)),
    word('name', nameIn(raw)),
  ];
  return found.filter((one) => one !== undefined);
}

/** The words as terms have them: numbers of persons only as keyed hash. */
export function asTerms(keys: CompanyKeys, words: readonly SearchWord[]): readonly { readonly kind: string; readonly value: string }[] {
  return words.map(({ kind, value }) => ({ kind, value: kind === 'phone' || kind === 'plate' || kind === 'identity' ? keyedHash(keys, kind, value) : value }));
}

/** Which kind of guess a text is: what finds a person by a whole number is one, whatever else it may mean. */
export function guessIn(words: readonly SearchWord[]): Guess | undefined {
  const guesses = words.map(({ guess }) => guess);
  return guesses.includes('whole') ? 'whole' : guesses.find((guess) => guess !== undefined);
}

const plain = (text: string): string => text.normalize('NFKC').trim();

function word(kind: 'phone' | 'identity' | 'plate' | 'room' | 'name', value: string | undefined): SearchWord | undefined {
  if (value === undefined || value === '') return undefined;
  return kind === 'room' || kind === 'name' ? { kind, value } : { kind, value, guess: 'whole' };
}

const digitsOf = (text: string): number => text.replaceAll(/\D/g, '').length;

/** `1-2-301` is a room; with dashes only what has the length of a phone number is one. */
function phoneIn(raw: string): string | undefined {
  const value = normalise('phone', raw);
  return value !== undefined && (!raw.includes('-') || digitsOf(raw) >= 10) ? value : undefined;
}

/** Cards of 15 or 18 digits, permits of 8, and what mixes letters with at least five digits; a mobile number is none. */
function identityIn(raw: string): string | undefined {
  const value = normalise('identity', raw);
  if (value === undefined || value.includes('-')) return undefined;
  if (/^\d+$/.test(value)) return [8, 15, 18].includes(value.length) ? value : undefined;
  return value.length >= 6 && digitsOf(value) >= 5 ? value : undefined;
}

const plateForms = /^(?:\p{Script=Han}[A-Z][A-Z0-9]{4,7}\p{Script=Han}?|使\d{6}|WJ\p{Script=Han}?[A-Z0-9]{4,6}|[A-Z]{2}\d{5})$/u;

function plateIn(raw: string): string | undefined {
  const value = normalise('plate', raw);
  return value !== undefined && plateForms.test(value) ? value : undefined;
}

/** A room has a number; a long row of digits is none, and a unit may also go by a word (会所). */
function roomIn(raw: string): string | undefined {
  const value = roomTerm(raw);
  const like = /^[\p{L}\p{N}]+(?:[-.][\p{L}\p{N}]+)*$/u.test(value) && value.length <= 40 && !/\d{7}/.test(value);
  return like && plateIn(raw) === undefined && (phoneIn(raw)?.length ?? 0) < 7 ? value : undefined;
}

/** A name has letters beyond those that say where a room is, and is no number of a document or a plate. */
function nameIn(raw: string): string | undefined {
  const letters = /\p{L}/u.test(roomTerm(raw).replaceAll(/(?<![\p{L}])[a-z](?![\p{L}])/gu, ''));
  return letters && plateIn(raw) === undefined && identityIn(raw) === undefined ? nameTerm(raw) : undefined;
}
