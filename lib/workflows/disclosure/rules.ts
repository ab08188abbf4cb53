import type * as z from 'zod';
import type { Context, Outcome } from '../../cases/definition.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { DomainError, forbid, refuse as turnDown } from '../../kernel/error.ts';
import { titleOf } from '../../kernel/position.ts';
import type { Disclose, Refuse } from './contract.ts';
import { type SealedField, sealedFields } from './fields.ts';
import type { In } from './record.ts';
import { hindrance, type Shown } from './rights.ts';

/**
 * Notes who is shown what of whom (敏感信息查阅) before anything is opened. That he may see the record at all has been decided by the record itself.
 *
 * @throws DomainError `disclosure.not-for-position`, `disclosure.not-your-case`, `disclosure.phones-only`, `disclosure.unknown-field`, `disclosure.nothing`.
 */
export function disclose({ on, fields, reason }: z.output<typeof Disclose>, { actor, now, served }: Context): Outcome<In<'disclosed'>> {
  if (!served) throw new DomainError('not-found', 'access.not-found');
  const shown: Shown = { isCase: served.place === 'case', mine: served.mine === actor.person };
  const chosen = fields ? named(fields, sealedFields(served.record)) : sealedFields(served.record);
  if (chosen.length === 0) turnDown('disclosure.nothing', 'on');
  const hindrances = chosen.map(({ path }) => hindrance(actor, shown, path));
  const allowed = chosen.filter((_, at) => hindrances[at] === undefined);
  const [first] = hindrances.filter((why) => why !== undefined);
  if (first && (fields || allowed.length === 0)) return hindered(first, actor);
  const parties = [...new Set([...(on.kind === 'party' ? [on.id] : []), ...allowed.flatMap(({ party }) => party ?? [])])];
  const positions = [...actor.positions, ...(actor.custom ?? []).map(({ id }) => id)];
  const record = { state: 'disclosed' as const, on, person: actor.person, reason, at: now, positions };
  return { record: { ...record, fields: allowed.map(({ path }) => path).slice(0, 60), parties: parties.slice(0, 20) } };
}

function named(fields: readonly string[], all: readonly SealedField[]): readonly SealedField[] {
  return [...new Set(fields)].map(
    (path, at) => all.find((field) => field.path === path) ?? turnDown('disclosure.unknown-field', `fields.${at}`, { field: path }),
  );
}

function hindered(why: 'records' | 'own' | 'phones', { positions }: Context['actor']): never {
  switch (why) {
    case 'records':
      return forbid('disclosure.not-for-position', { positions: positions.map((position) => titleOf(position)).join('、') || '无岗位' });
    case 'own':
      return forbid('disclosure.not-your-case');
    case 'phones':
      return forbid('disclosure.phones-only');
  }
}

/** The day's limit is reached (每日上限). @throws DomainError `disclosure.daily-cap`, with the seconds until midnight */
export function turnAway(most: number, retryAfterSeconds: number): never {
  throw new DomainError('too-many', 'disclosure.daily-cap', { most, retryAfterSeconds });
}

/** A repeated request is answered again for so long only: what has changed since is another disclosure. */
const retryMinutes = 10;

/** @throws DomainError `disclosure.over` for the repetition of a disclosure of long ago */
export function checkRecent({ at }: Pick<In<'disclosed'>, 'at'>, now: Instant): void {
  if (now > plus(at, { minutes: retryMinutes })) turnDown('disclosure.over', undefined, {}, 'conflict');
}

/** Notes that somebody wanted more than a day's worth (超过每日上限); supervision is told. */
export function refuse({ on, person, most, reason }: z.output<typeof Refuse>, { now }: Context): Outcome<In<'refused'>> {
  const record = { state: 'refused' as const, on, person, reason, at: now };
  return { record, notices: [{ type: 'disclosure.capped', to: { positions: ['HQ-SUP'] }, params: { person, most: String(most) } }] };
}
