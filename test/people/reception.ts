import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import type { Reception } from '../../lib/people/acceptance.ts';
import { acceptInvitation } from '../../lib/people/acceptance.ts';
import { decideAccount, memberRecord } from '../../lib/people/accounts.ts';
import type { CodeMessage, CodeSender } from '../../lib/people/code-sender.ts';
import { accountHash, type Directory, openDirectory } from '../../lib/people/directory.ts';
import { InvitationWish, invite } from '../../lib/people/invitations.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { openTable } from '../../lib/table/table.ts';
import { tableName, testDesk } from '../support/engine.ts';
import { house, testHouse } from '../support/house.ts';

/** A channel that keeps what it was given. */
export function postbox(): CodeSender & { readonly sent: CodeMessage[] } {
  const sent: CodeMessage[] = [];
  return { sent, reaches: () => Promise.resolve(true), sendCode: (message) => Promise.resolve(void sent.push(message)) };
}

/** A company with an administrator, as the front door sees it. */
export interface Tenant {
  readonly desk: Desk;
  readonly house: Awaited<ReturnType<typeof testHouse>>;
  /** Asks for an invitation; the answer's code. */
  readonly invited: (person: string, by?: string) => Promise<string>;
  /** A command on somebody's account, as the function runs it. */
  readonly decides: (by: string, command: string, person: string, input?: object) => Promise<unknown>;
  readonly account: (person: string) => ReturnType<typeof memberRecord>;
}

/** Tests of one file share the table, and never each other's sign-ins. */
let doors = 0;

/** Companies behind one front door, with the same people in all of them. */
export async function frontDoor(count = 1): Promise<{ tenants: readonly Tenant[]; reception: Reception; directory: Directory }> {
  doors += 1;
  const desks = new Map<string, Desk>();
  const tenants: Tenant[] = [];
  const table = openTable(provenCompany('-'), tableName);
  const directory = openDirectory(table);
  for (let at = 0; at < count; at += 1) {
    const desk = await testDesk(house);
    desks.set(desk.company, desk);
    tenants.push(await tenantOn(desk, directory));
  }
  // What nobody has founded has a desk too: the door knows a company only when it has looked.
  const unknown = (company: string): Desk => ({
    company: provenCompany(company),
    table: openTable(provenCompany(company), tableName),
    keys: () => Promise.reject(new Error(`the keys of ${company} were asked for`)),
    definitions: definitionMap(house),
  });
  return { tenants, directory, reception: { table, directory, deskOf: (company) => desks.get(company) ?? unknown(company) } };
}

async function tenantOn(desk: Desk, directory: Directory): Promise<Tenant> {
  const at = await testHouse(house, desk);
  await at.hire('boss', ['HQ-ADM']);
  await at.hire('deputy', ['HQ-ADM']);
  const caller = (person: string) => ({ person, project: hq, anywhere: true });
  return {
    desk,
    house: at,
    account: (person) => memberRecord(desk, person),
    invited: async (id, by = 'boss') => {
      const input = parseInput(InvitationWish, {}) as Parameters<typeof invite>[2]['input'];
      const { body } = await invite(desk, postbox(), { ...caller(by), id, input });
      return String((body as { invitationCode: string }).invitationCode);
    },
    decides: (by, command, id, input = {}) =>
      decideAccount(desk, directory, {
        ...caller(by),
        definition: memberRegister,
        id,
        command,
        input: parseInput(commandNamed(memberRegister, command).input, input),
      }),
  };
}

/** A sign-in of the issuer, as it stands in keys. */
export const signIn = (sub: string): string => accountHash({ issuer: `https://issuer-${doors}.example`, sub });

/** Accepts as the function does. */
export const accepts = (reception: Reception, sub: string, code: string) => acceptInvitation(reception, signIn(sub), code);
