import { pin } from '../../cases/contract.ts';
import { commandsOf, defineRegister } from '../../cases/define.ts';
import type { Actor } from '../../kernel/actor.ts';
import { isCustom, type Position, positions } from '../../kernel/position.ts';
import { nameTerm } from '../name-term.ts';
import { accept, bind, end, invite, lock, rejoin, reset, unbind, unlock } from './account.ts';
import { readSelf } from './administrators.ts';
import { Acting, ActingEnd, DeputyLeft, MemberInput, member, PartyBinding, PartyMove, partyWord, Staying } from './contract.ts';
import { actFor, delegate, loseDeputy, readDeputy, readForActing, revokeDelegation, stopActing } from './delegation.ts';
import { memberErrors } from './errors.ts';
import { Accepting, Delegating, Inviting, Leaving, Nothing, Reasoned, Revoking } from './inputs.ts';
import { MemberRecord } from './record.ts';
import { moveParty, putMember, readForPut } from './rules.ts';

const { moves, puts } = commandsOf<MemberRecord>();

/** Who decides over accounts; HR over those of its own projects. */
const deciders: readonly Position[] = ['HQ-ADM', 'HR'];
/** States of somebody who belongs to the company. */
const present = ['current', 'locked'] as const;
/** A customer's record may be merged whatever became of his login. */
const everywhere = ['current', 'locked', 'ended'] as const;
const within = { by: ['SYSTEM'], internal: true } as const;

const oneself = (_record: unknown, { person }: Actor, id: string): boolean => person === id;
const notOneself = (_record: unknown, { person }: Actor, id: string): boolean => person !== id;
const mayRejoin = ({ leavesOn }: MemberRecord, { person }: Actor, id: string): boolean => person !== id && leavesOn !== undefined;

/**
 * The member register (成员): who may do what, where, from when to when (任职). Company-wide; a person has one record whatever the number of his projects.
 */
export const memberRegister = defineRegister<MemberRecord>(
  {
    name: 'member',
    title: '成员',
    collection: 'members',
    contract: member,
    record: MemberRecord,
    stateTitles: { current: '有效', locked: '已锁定', ended: '已离职' },
    errors: memberErrors,
    notices: {
      'member.acting': { zh: '自 {from} 起由您代理 {principal} 的岗位：{positions}', en: 'From {from} you act for {principal}: {positions}' },
      'member.acting-ended': { zh: '您对 {principal} 的代理已终止', en: 'You no longer act for {principal}' },
      'member.conflict': { zh: '{title} 兼任不相容岗位：{conflicts}，请核实是否必要', en: '{title} unites incompatible positions: {conflicts}' },
      'member.locked': { zh: '{title} 的账号已由 {by} 锁定：{reason}', en: 'The account of {title} was locked by {by}: {reason}' },
      'member.reset': {
        zh: '{title} 的登录已由 {by} 重置，须凭新的邀请登录；如非本意请立即核实',
        en: 'The sign-in of {title} was reset by {by}; check if nobody asked for it',
      },
      'member.leaving': { zh: '{title} 自 {on} 起离职（{by} 办理）', en: '{title} leaves on {on} ({by})' },
    },
    commands: {
      put: puts({ title: '任职', by: ['HQ-ADM', 'HR', 'SYSTEM'], input: MemberInput, to: present, reads: readForPut, apply: putMember }),
      invite: puts({ title: '邀请登录', by: deciders, input: Inviting, to: ['current'], reads: readSelf, apply: invite }),
      lock: moves({ title: '锁定', by: deciders, from: ['current'], to: ['locked'], input: Reasoned, may: notOneself, reads: readSelf, apply: lock }),
      unlock: moves({ title: '解锁', by: deciders, from: ['locked'], to: ['current'], input: Nothing, may: notOneself, reads: readSelf, apply: unlock }),
      reset: moves({ title: '重置登录', by: deciders, from: present, to: present, input: Reasoned, may: notOneself, reads: readSelf, apply: reset }),
      end: moves({ title: '离职', by: deciders, from: present, to: [...present, 'ended'], input: Leaving, may: notOneself, reads: readSelf, apply: end }),
      rejoin: moves({
        title: '复职',
        by: deciders,
        from: ['current', 'ended'],
        to: ['current'],
        input: Nothing,
        may: mayRejoin,
        reads: readSelf,
        apply: rejoin,
      }),
      delegate: moves({
        title: '委托代理',
        by: positions,
        from: ['current'],
        to: ['current'],
        input: Delegating,
        may: oneself,
        reads: readDeputy,
        apply: delegate,
      }),
      revokeDelegation: moves({ title: '终止委托', by: positions, from: ['current'], to: ['current'], input: Revoking, may: oneself, apply: revokeDelegation }),
      accept: moves({ ...within, title: '接受邀请', from: ['current'], to: ['current'], input: Accepting, apply: accept }),
      bind: puts({ ...within, title: '绑定客户', to: present, input: PartyBinding, apply: bind }),
      unbind: moves({ ...within, title: '解除绑定', from: present, to: present, input: PartyBinding, apply: unbind }),
      actFor: moves({ ...within, title: '代理', from: ['current'], to: ['current'], input: Acting, reads: readForActing, apply: actFor }),
      stopActing: moves({ ...within, title: '终止代理', from: present, to: present, input: ActingEnd, reads: readForActing, apply: stopActing }),
      moveParty: moves({ ...within, title: '客户合并', from: everywhere, to: everywhere, input: PartyMove, apply: moveParty }),
      loseDeputy: moves({ ...within, title: '解除代理人', from: present, to: present, input: DeputyLeft, apply: loseDeputy }),
      remain: moves({
        ...within,
        title: '留任',
        from: ['current'],
        to: ['current'],
        input: Staying,
        reads: ({ person }) => ({ self: pin(member, person) }),
        apply: (record) => ({ record }),
      }),
    },
    readBy: ['HQ-ADM', 'HQ-PROJ', 'HQ-SUP', 'GM', 'HR', 'PM'],
    subject: ({ name }, id) => ({ title: name ?? id }),
    terms: ({ state, name, party, grants, warnings, invitation, login }) => [
      { kind: 'member', value: state },
      ...(name ? [{ kind: 'name', value: nameTerm(name) }] : []),
      ...wordsOf(grants.map(({ project }) => project)).map((value) => ({ kind: 'project', value })),
      // Whoever is locked or has left is nobody's administrator, decider or head.
      ...(state === 'current'
        ? wordsOf(grants.flatMap(({ project, position }) => [`${project}.${position}`, ...(isCustom(position) ? [position] : [])]))
        : []
      ).map((value) => ({ kind: 'position', value })),
      ...wordsOf([...(warnings.length > 0 ? ['*'] : []), ...warnings.map(({ project }) => project)]).map((value) => ({ kind: 'conflict', value })),
      ...(party ? [{ kind: 'party', value: partyWord(party) }] : []),
      ...wordsOf([invitation?.code.h, login?.code.h].filter((code) => code !== undefined)).map((value) => ({ kind: 'invitation', value })),
    ],
    // What somebody without a position sees of himself.
    residentView: ({ name, party, grants }) => ({ name, party, grants }),
  },
  'member',
);

const wordsOf = (words: readonly string[]): readonly string[] => [...new Set(words)];
