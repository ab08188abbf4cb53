import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { dateText, id, list, text } from '../../kernel/schema.ts';
import { Deputy, MemberGrant, type MemberRecord } from './record.ts';

export { positionsIn } from './grants.ts';
export type { MemberRecord } from './record.ts';

const { project, position, buildings, to } = MemberGrant.shape;

/** An appointment as HR enters it; it begins today unless `from` says otherwise. */
export const GrantInput = z.strictObject({
  project,
  position,
  buildings,
  from: dateText().optional().meta({ title: '任职起' }),
  to,
  deputy: Deputy.optional(),
});
/** See the schema. */
export type GrantInput = z.infer<typeof GrantInput>;

/** `put`: the person's own appointments, all of them; those he holds as somebody's deputy stay. */
export const MemberInput = z.strictObject({
  name: text(60).optional().meta({ title: '姓名' }),
  party: z.strictObject({ project: id(), id: id() }).optional().meta({ title: '对应客户' }),
  grants: list(GrantInput, 60).default([]).meta({ title: '任职' }),
});

/** Acting for somebody (代理): every appointment held on his behalf, replacing those that stood. */
export const Acting = z.strictObject({
  onBehalfOf: id().meta({ title: '代理对象' }),
  grants: list(z.strictObject({ project, position, buildings, from: dateText(), to: dateText() }), 20).min(1),
});

/** The end of acting for somebody (终止代理). */
export const ActingEnd = z.strictObject({ onBehalfOf: id().meta({ title: '代理对象' }) });

/** The end of being somebody's deputy, told to the one he acted for (解除代理人). */
export const DeputyLeft = z.strictObject({ deputy: id() });

/** An administrator on whom another one's leaving relies (留任): his record must be as it was read. */
export const Staying = z.strictObject({ person: id() });

/** The customer a person is, proven by the phone code (绑定客户). */
export const PartyBinding = z.strictObject({ party: z.strictObject({ project: id(), id: id() }).meta({ title: '对应客户' }) });

/** The customer a person is has become part of another one (客户合并). */
export const PartyMove = z.strictObject({ project: id(), from: id(), into: id() });

/** The word under which the logins of a customer are found. */
export const partyWord = ({ project, id }: { readonly project: string; readonly id: string }): string => `${project}.${id}`;

/** What others know of members (成员). */
export const member = contract<MemberRecord>()({
  name: 'member',
  title: '成员',
  commands: {
    put: MemberInput,
    actFor: Acting,
    stopActing: ActingEnd,
    loseDeputy: DeputyLeft,
    remain: Staying,
    bind: PartyBinding,
    unbind: PartyBinding,
    moveParty: PartyMove,
  },
});
