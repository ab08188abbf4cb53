import type * as z from 'zod';
import type { Command, Definition } from '../lib/cases/definition.ts';
import { moves, openings } from '../lib/cases/routes.ts';
import { standingCommands } from '../lib/cases/standing.ts';
import { registers, workflows } from '../lib/catalogue.ts';
import { InvitationWish } from '../lib/people/invitations.ts';
import { channelSettings } from '../lib/registers/channel-settings/register.ts';
import { companyRegister } from '../lib/registers/company/register.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { projectRegister } from '../lib/registers/project/register.ts';
import { HandingBody, OpeningBody } from '../lib/workflows/shift-change/contract.ts';

/** Registers above the projects; a member's further commands are ordered by other records only. */
const above: readonly Definition[] = [companyRegister, channelSettings, projectRegister, memberRegister];

/** Commands whose input a function makes from another body: the code of an invitation is not for the inviter to choose, what is open not for who hands over. */
const asked: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['member.invite', InvitationWish],
  ['shift-change.open', OpeningBody],
  ['shift-change.handOver', HandingBody],
]);

/** Every command that somebody may send over HTTP, as `<slice>.<command>`, with the schema of its body; `case.<command>` are those every workflow has. */
export function commandBodies(): ReadonlyMap<string, z.ZodType> {
  const own = [...above, ...registers, ...workflows].flatMap((definition) =>
    sent(definition).map(([name, { input }]) => [`${definition.name}.${name}`, asked.get(`${definition.name}.${name}`) ?? input] as const),
  );
  const standing = Object.entries(standingCommands).map(([name, { input }]) => [`case.${name}`, input] as const);
  return new Map([...own, ...standing]);
}

function sent(definition: Definition): readonly (readonly [string, Command])[] {
  const put = definition.commands['put'];
  return [...(definition.place === 'case' ? openings(definition) : put ? [['put', put] as const] : []), ...moves(definition)];
}
