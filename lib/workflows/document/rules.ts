import type { Found, Loaded } from '../../cases/contract.ts';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Actor, holds } from '../../kernel/actor.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { DomainError, refuse } from '../../kernel/error.ts';
import type { AnnounceInput } from './contract.ts';
import { isTaken, largest, type MediaType, media, sizeText } from './media.ts';
import type { Document, Fault, In, On, Seen } from './record.ts';

/** Documents one record may have: as many names as a case keeps. */
export const mostDocuments = 60;

/** Minutes until an upload that was never completed has expired. */
export const uploadMinutes = 15;

/**
 * The last minute is nobody's: a completion begins before it or not at all. It takes seconds, so it never meets the sweep that clears away what was not completed.
 */
export const completionMinutes = 14;

/** The search word under which a record's documents are found. */
export const ownerWord = ({ kind, id }: Pick<On, 'kind' | 'id'>): string => `${kind}:${id}`;

/**
 * Announces a file (登记上传).
 *
 * @throws DomainError `document.type`, `document.too-big`, `document.too-many`; `document.resident` for what residents may not add
 */
export function announce(
  input: AnnounceInput,
  { actor, served, reads }: Context<{ readonly siblings: Loaded<readonly Found<Document>[]> }>,
): Outcome<In<'pending'>> {
  const { on, name, bytes, sha256, internal } = input;
  // Who may see the record has been decided by the walk; without one there is nothing to add to.
  if (!served) throw new DomainError('not-found', 'access.not-found');
  if (actor.positions.length === 0 && actor.party !== undefined) checkResident(input, served);
  const type = typeTaken(input.type);
  checkSize(type, bytes);
  if (reads.siblings.record.length >= mostDocuments) refuse('document.too-many', 'on', { count: reads.siblings.record.length });
  const { unit } = served;
  return { record: { state: 'pending', on, ...(unit ? { unit } : {}), name, type, bytes, sha256, uploader: actor.person, ...(internal ? { internal } : {}) } };
}

function checkResident({ internal }: AnnounceInput, { place, ended }: NonNullable<Context['served']>): void {
  if (place !== 'case' || ended) throw new DomainError('forbidden', 'document.resident');
  if (internal) refuse('document.resident-internal', 'internal');
}

function typeTaken(type: string): MediaType {
  const wanted = type.toLowerCase();
  if (!isTaken(wanted)) return refuse('document.type', 'type', { type, types: titles(Object.values(media)) });
  return wanted;
}

const titles = (some: readonly { readonly title: string }[]): string => some.map(({ title }) => title).join('、');

function checkSize(type: MediaType, bytes: number): void {
  const { family } = media[type];
  if (bytes <= largest[family]) return;
  const alike = Object.values(media).filter((one) => one.family === family);
  const detail = { size: sizeText(bytes), types: titles(alike), limit: sizeText(largest[family]) };
  throw new DomainError('too-large', 'document.too-big', detail, [{ path: 'bytes', code: 'document.too-big', detail: '' }]);
}

/** Whether a completion may still begin. */
export function inTime(opened: Instant, now: Instant): boolean {
  return now <= plus(opened, { minutes: completionMinutes });
}

/**
 * Completes an upload (完成上传) with what was seen of the file: kept, or sent back with the reason.
 *
 * @throws DomainError `document.not-uploader`, `document.too-late`, `document.not-arrived` while nothing has been seen
 */
export function complete(record: In<'pending'>, { seen }: { readonly seen?: Seen }, { actor, now, opened }: Context): Outcome<In<'stored' | 'refused'>> {
  if (!isUploader(record, actor)) throw new DomainError('forbidden', 'document.not-uploader');
  if (!inTime(opened.at, now)) throw new DomainError('conflict', 'document.too-late', { minutes: completionMinutes });
  if (!seen) throw new DomainError('conflict', 'document.not-arrived');
  if ('fault' in seen) return { record: { ...record, state: 'refused', refused: { at: now, fault: seen.fault } } };
  return { record: { ...record, state: 'stored', kept: { at: now, ...seen.kept } } };
}

/** A completion is the uploader's own: he alone knows that he has sent everything. */
export function isUploader({ uploader }: Document, { person }: Pick<Actor, 'person'>): boolean {
  return uploader === person;
}

/** The refusal that tells an uploader why his file was sent back. */
export function faultOf({ type, refused: { fault } }: Pick<In<'refused'>, 'type' | 'refused'>): DomainError {
  const codes: Readonly<Record<Fault, string>> = {
    length: 'document.other-length',
    bytes: 'document.other-bytes',
    type: 'document.other-type',
    unreadable: 'document.unreadable',
    macros: 'document.macros',
  };
  return new DomainError('unprocessable', codes[fault], { types: media[type].title });
}

/** Withdraws a document (撤回文件): its uploader, or who answers for the desk. @throws DomainError `document.not-yours` */
export function withdraw(record: In<'pending' | 'stored'>, { reason }: { readonly reason: string }, { actor, now }: Context): Outcome<In<'withdrawn'>> {
  if (!mayWithdraw(record, actor)) throw new DomainError('forbidden', 'document.not-yours');
  return { record: { ...record, state: 'withdrawn', withdrawn: { at: now, by: actor.person, reason } } };
}

/** See {@link withdraw}. */
export function mayWithdraw(record: Document, actor: Actor): boolean {
  return isUploader(record, actor) || holds(actor, 'CSM', 'PM');
}
