import type * as z from 'zod';
import { asOf, type Found, found, type Loaded, maybe, type Reads } from '../../cases/contract.ts';
import type { Context, Outcome, ReadFacts } from '../../cases/definition.ts';
import type { Notice } from '../../cases/notice.ts';
import { DomainError } from '../../kernel/error.ts';
import type { CustomPosition } from '../../kernel/position.ts';
import { type MemberRecord, member } from '../member/contract.ts';
import type { CompanyInput } from './contract.ts';
import { type CompanyRecord, mostPermissions } from './record.ts';

type Input = z.output<typeof CompanyInput>;
type Loadeds = Readonly<Record<string, Loaded | undefined>>;

/** Whoever is appointed to a position that is to go, and the actor himself where one is to change: nobody widens what he holds. */
export function readHolders({ positions }: Input, record: CompanyRecord | undefined, { actor }: Pick<ReadFacts, 'actor'>): Reads {
  const before = record?.positions ?? [];
  const gone = before.filter(({ id }) => !positions.some((other) => other.id === id));
  const holders = Object.fromEntries(gone.map(({ id }) => [id, found(member, 'position', id)]));
  const touched = !actor.system && positions.some((position) => widens(before, position));
  return { ...holders, ...(touched ? { self: maybe(asOf(member, actor.person)) } : {}) };
}

/**
 * Registers the company (登记公司信息), with the positions of its own (自定义岗位).
 *
 * A position that somebody holds or is going to hold cannot be taken away unnoticed: it is refused with the number of people. One that is gone all the same gives
 * nothing any more, because what it may is looked up, not copied.
 *
 * @throws DomainError `company.position-twice`, `company.position-empty`, `company.unknown-permission`, `company.permissions-full`, `company.position-in-use`,
 * `company.position-own`.
 */
export function putCompany(before: CompanyRecord | undefined, { positions, ...input }: Input, context: Context<Loadeds>): Outcome<CompanyRecord> {
  const known = before?.positions ?? [];
  checkEach(positions, context);
  checkHolders(known, positions, context);
  checkOwn(known, positions, context);
  const record: CompanyRecord = { state: 'current', ...input, ...(positions.length > 0 ? { positions } : {}) };
  return { record, notices: context.actor.system ? [] : told(known, positions, context) };
}

function checkEach(positions: Input['positions'], { permissions = () => [] }: Context<Loadeds>): void {
  const count = positions.reduce((sum, { permissions: named = [] }) => sum + named.length, 0);
  if (count > mostPermissions) throw refused('company.permissions-full', 'positions', { count, most: mostPermissions });
  const given = new Set(count > 0 ? permissions() : []);
  for (const [at, { id, title, includes = [], permissions: named = [] }] of positions.entries()) {
    const twice = positions.findIndex((other) => other.id === id || other.title === title);
    if (twice < at) throw refused('company.position-twice', `positions.${at}.${positions[twice]?.id === id ? 'id' : 'title'}`, { position: title });
    if (includes.length + named.length === 0) throw refused('company.position-empty', `positions.${at}`, { position: title });
    const unknown = named.findIndex((permission) => !given.has(permission));
    if (unknown >= 0) throw refused('company.unknown-permission', `positions.${at}.permissions.${unknown}`, { permission: named[unknown] ?? '' });
  }
}

function checkHolders(known: readonly CustomPosition[], positions: readonly CustomPosition[], { reads, today }: Context<Loadeds>): void {
  for (const { id, title } of known.filter((position) => !positions.some((other) => other.id === position.id))) {
    const holders = ((reads[id]?.record ?? []) as readonly Found<MemberRecord>[]).filter(({ record }) => isAppointed(record, id, today));
    if (holders.length > 0) throw refused('company.position-in-use', 'positions', { position: title, count: holders.length });
  }
}

function checkOwn(known: readonly CustomPosition[], positions: readonly CustomPosition[], { reads, today }: Context<Loadeds>): void {
  const self = reads['self']?.record as MemberRecord | undefined;
  const own = positions.findIndex((position) => self && widens(known, position) && isAppointed(self, position.id, today));
  const position = positions[own];
  if (position) throw new DomainError('forbidden', 'company.position-own', { position: position.title }, [at('company.position-own', `positions.${own}`)]);
}

/** Whether somebody is appointed to a position, today or later. */
function isAppointed({ grants }: MemberRecord, id: string, today: string): boolean {
  return grants.some(({ position, to }) => position === id && (to === undefined || today < to));
}

/** Whether the position may more than it did; one that is new may everything more. */
function widens(known: readonly CustomPosition[], { id, includes = [], permissions = [] }: CustomPosition): boolean {
  const before = known.find((position) => position.id === id);
  return includes.some((one) => !before?.includes?.includes(one)) || permissions.some((one) => !before?.permissions?.includes(one));
}

/** Nobody makes or changes positions in silence. */
function told(known: readonly CustomPosition[], positions: readonly CustomPosition[], { actor }: Context<Loadeds>): readonly Notice[] {
  const name = ({ id, title }: CustomPosition) => `${title}（${id}）`;
  const changes = [
    ...positions.filter(({ id }) => !known.some((other) => other.id === id)).map((position) => `新增${name(position)}`),
    ...positions.filter((position) => known.some((other) => other.id === position.id && !same(other, position))).map((position) => `修改${name(position)}`),
    ...known.filter(({ id }) => !positions.some((other) => other.id === id)).map((position) => `删除${name(position)}`),
  ];
  if (changes.length === 0) return [];
  return [
    {
      type: 'company.positions-changed',
      to: { positions: ['HQ-ADM', 'HQ-SUP', 'GM'] },
      params: { by: actor.person, changes: changes.join('、').slice(0, 300) },
    },
  ];
}

function same(a: CustomPosition, b: CustomPosition): boolean {
  const text = ({ title, includes = [], permissions = [] }: CustomPosition) => JSON.stringify([title, includes.toSorted(), permissions.toSorted()]);
  return text(a) === text(b);
}

const at = (code: string, path: string) => ({ path, code, detail: '' });

function refused(code: string, path: string, detail: Readonly<Record<string, string | number>>): DomainError {
  return new DomainError('unprocessable', code, detail, [at(code, path)]);
}
