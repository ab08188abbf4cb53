import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Desk, definitionOf } from '../cases/desk.ts';
import type { Answer } from '../cases/idempotency.ts';
import { walk } from '../cases/walk.ts';
import { systemActor } from '../kernel/actor.ts';
import { civilDate } from '../kernel/calendar.ts';
import { now as clockNow, realSeconds } from '../kernel/clock.ts';
import { DomainError, refuse } from '../kernel/error.ts';
import { companyZone, hq } from '../kernel/project-policy.ts';
import { idPattern, text } from '../kernel/schema.ts';
import { findPrefix, loginTriesKey, recordKey } from '../table/keys.ts';
import { keyText, type Table } from '../table/table.ts';
import { memberRecord } from './accounts.ts';
import type { Directory, Target } from './directory.ts';
import { invitationHash } from './invitations.ts';
import { type Limit, takeTurn } from './limits.ts';

/** The code as its bearer types it. */
export const InvitationCode = z.strictObject({ code: text(100).meta({ title: '邀请码' }) });

/** What an acceptance works with: it has no company before the code has named one. */
export interface Reception {
  /** The table in the function's own name: the directory and what a sign-in has tried. */
  readonly table: Table;
  readonly directory: Directory;
  readonly deskOf: (company: string) => Desk;
}

/** Codes one sign-in may try in an hour; the same one again is no further try. */
const tries: Limit = { most: 5, seconds: 3600 };

/** Longer than any request lives: until then an entry whose account does not know it may be one that is being made. */
const inTheMaking = 60;

/**
 * Links a sign-in to the member its code was made for (接受邀请).
 *
 * Two writes: first the directory, where a sign-in leads to one member at most, then the account, which spends the code and has the last word. After a crash between them the same request
 * finds its entry and goes on; an entry nobody comes back for leads to an account that does not know it, and gives way. Wrong, expired and used codes are refused alike.
 *
 * @throws DomainError `invitation.too-many`, `invitation.refused`, `invitation.linked-elsewhere`
 */
export async function acceptInvitation(reception: Reception, account: string, code: string): Promise<Answer> {
  const had = await takeTurn(reception.table, [loginTriesKey(account)], [tries], clockNow(), createHash('sha256').update(code).digest('base64url'));
  if (!had) refuse('invitation.too-many', undefined, {}, 'too-many');
  const invited = await findInvited(reception, account, code);
  if (!invited) return refuse('invitation.refused', 'code');
  const { desk, target, h } = invited;
  await enter(reception, account, target);
  try {
    await spend(desk, target.person, account, h);
  } catch (error) {
    if (!(await knows(reception, account, target))) await reception.directory.remove(account, target);
    if (error instanceof DomainError && error.kind === 'conflict' && error.code !== 'case.busy') refuse('invitation.refused', 'code');
    throw error;
  }
  return { status: 200, body: target };
}

/** Whose invitation the code is, if it is one that this sign-in can accept, or has accepted. */
async function findInvited({ deskOf }: Reception, account: string, code: string): Promise<{ desk: Desk; target: Target; h: string } | undefined> {
  const dot = code.lastIndexOf('.');
  const company = code.slice(0, Math.max(dot, 0));
  if (!idPattern.test(company)) return undefined;
  const desk = deskOf(company);
  // A company nobody has founded gets no key ring because of a guess.
  const key = recordKey(desk.company, 'company', { project: hq, kind: 'company', id: company });
  if (!(await desk.table.getAll([key])).get(keyText(key))) return undefined;
  const h = await invitationHash(desk, code.slice(dot + 1));
  const { items } = await desk.table.query({ ...findPrefix(desk.company, hq, { kind: 'invitation', value: h }, 'member'), limit: 1, consistent: true });
  const person = items[0] && String(items[0]['id']);
  const record = person === undefined ? undefined : await memberRecord(desk, person);
  if (person === undefined || record?.state !== 'current') return undefined;
  const pending = record.login === undefined && record.invitation?.code.h === h && clockNow() <= record.invitation.until;
  const accepted = record.login?.account.h === account && record.login.code.h === h;
  return pending || accepted ? { desk, target: { company, person }, h } : undefined;
}

/** Enters the sign-in into the directory, unless it leads to somebody else who knows it. */
async function enter(reception: Reception, account: string, target: Target): Promise<void> {
  const { directory } = reception;
  const standing = await directory.find(account);
  if (standing && isSame(standing, target)) return;
  if (standing && (await knows(reception, account, standing))) refuse('invitation.linked-elsewhere', undefined, {}, 'conflict');
  const busy = () => new DomainError('conflict', 'case.busy');
  if (standing && realSeconds() - standing.since < inTheMaking) throw busy();
  if (!(await directory.enter(account, target, standing)) && !isSame(await directory.find(account), target)) throw busy();
}

const isSame = (a: Target | undefined, b: Target): boolean => a?.company === b.company && a.person === b.person;

/** Whether the account an entry leads to knows the sign-in and has not left. */
async function knows({ deskOf }: Reception, account: string, { company, person }: Target): Promise<boolean> {
  const record = await memberRecord(deskOf(company), person);
  const left = record?.leavesOn !== undefined && record.leavesOn <= civilDate(clockNow(), companyZone);
  return record?.login?.account.h === account && !left;
}

async function spend(desk: Desk, person: string, account: string, h: string): Promise<void> {
  const actor = { ...systemActor(desk.company), person };
  const input = { code: { h }, account: { h: account } };
  await walk(desk, { person, project: hq, actor, definition: definitionOf(desk, 'member'), id: person, command: 'accept', input });
}
