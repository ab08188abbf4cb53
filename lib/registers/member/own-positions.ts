import { type Loaded, maybe, noId, pin, type Read } from '../../cases/contract.ts';
import type { Notice } from '../../cases/notice.ts';
import type { Actor } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/error.ts';
import { type CustomPosition, isCustom, titleOf } from '../../kernel/position.ts';
import { type CompanyRecord, company } from '../company/contract.ts';
import type { MemberGrant, MemberRecord } from './record.ts';

/** What has to be known where appointments to positions of the company's own are concerned. */
export type CompanyReads = { readonly company: Read<CompanyRecord | undefined> };

/** See {@link CompanyReads}; nothing where no such appointment is concerned. */
export interface CompanyKnown {
  readonly company?: Loaded<CompanyRecord> | undefined;
}

/** The company, pinned: a position that goes in this moment is not given to somebody. Read only where one of the appointments names a position of its own. */
export function readCompany(grants: readonly Pick<MemberGrant, 'position'>[], actor: Pick<Actor, 'company'>): CompanyReads {
  const needed = grants.some(({ position }) => isCustom(position));
  return { company: maybe(pin(company, needed ? actor.company : noId)) };
}

/** The positions of the company's own (自定义岗位). */
export function definedBy({ company: loaded }: CompanyKnown): readonly CustomPosition[] {
  return loaded?.record.positions ?? [];
}

/** @throws DomainError `reference.unknown` for an appointment to a position that nobody has defined */
export function checkDefined(grants: readonly Pick<MemberGrant, 'position'>[], defined: readonly CustomPosition[]): void {
  const unknown = grants.findIndex(({ position }) => isCustom(position) && !defined.some(({ id }) => id === position));
  const grant = grants[unknown];
  if (grant) refuse('reference.unknown', `grants.${unknown}.position`, { title: '自定义岗位', id: grant.position });
}

/** Headquarters hear of positions one person had better not unite (岗位冲突提示), once when it begins. */
export function conflictTold(before: MemberRecord | undefined, { warnings }: Pick<MemberRecord, 'warnings'>): readonly Notice[] {
  const known = new Set(before?.warnings.map(textOf));
  const fresh = warnings.filter((warning) => !known.has(textOf(warning)));
  if (fresh.length === 0) return [];
  const conflicts = fresh
    .slice(0, 5)
    .map(({ project, positions }) => `${project === '*' ? '全部项目' : project} ${positions.map((one) => titleOf(one)).join('＋')}`);
  return [{ type: 'member.conflict', to: { positions: ['HQ-ADM', 'HQ-SUP'] }, params: { conflicts: conflicts.join('、') } }];
}

const textOf = ({ project, positions }: MemberRecord['warnings'][number]): string => `${project} ${positions.join(' ')}`;
