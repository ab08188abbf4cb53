import { parseInput } from '../../lib/cases/parse.ts';
import { walk } from '../../lib/cases/walk.ts';
import { provenCompany, systemActor } from '../../lib/kernel/actor.ts';
import { secretHash } from '../../lib/kernel/company-key.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { acceptInvitation } from '../../lib/people/acceptance.ts';
import { decideAccount } from '../../lib/people/accounts.ts';
import { confirmBinding, unbind } from '../../lib/people/bindings.ts';
import { accountHash, openDirectory } from '../../lib/people/directory.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { openTable } from '../../lib/table/table.ts';
import { binding } from '../../lib/workflows/binding/workflow.ts';
import { tableName } from '../support/engine.ts';
import { definitionOf } from '../support/world.ts';
import type { Scene, Step } from './stories.ts';

/** A sign-in for each company a story is told in: they share the engine. */
const accountOf = ({ project: { desk } }: Scene): string => accountHash({ issuer: 'https://issuer.example', sub: `new ${desk.company}` });
const ownTable = () => openTable(provenCompany('-'), tableName);
const secret = 'abcdefghijklmnopqrst';

/** A command on somebody's account. The code of an invitation is the same in every telling: what it is nobody may know is tested elsewhere. */
export const accountStep = (minutes: number, by: string, command: string, id: string, input: object = {}): Step => ({
  name: `member.${command} ${id}`,
  at: minutes,
  run: async ({ project: { desk } }, key) => {
    const code = command === 'invite' ? { code: { h: secretHash(await desk.keys(), 'invitation', secret) }, via: 'screen' } : {};
    const schema = memberRegister.commands[command]?.input;
    if (!schema) throw new Error(`no command ${command}`);
    const request = { person: by, project: hq, anywhere: true, definition: memberRegister, id, command, input: parseInput(schema, { ...code, ...input }) };
    return decideAccount(desk, openDirectory(ownTable()), { ...request, once: { key, bind: 'b' } });
  },
});

/** The invited brings the code. */
export const accepts = (minutes: number): Step => ({
  name: 'accept the invitation',
  at: minutes,
  run: (scene) => {
    const { desk } = scene.project;
    const reception = { table: ownTable(), directory: openDirectory(ownTable()), deskOf: () => desk };
    return acceptInvitation(reception, accountOf(scene), `${desk.company}.${secret}`);
  },
});

const code = '271828';

/** A resident asks for a code; which one it is is settled, and it is not sent. */
export const asksForCode = (minutes: number, person: string, party: string): Step => ({
  name: `ask for a code as ${person}`,
  at: minutes,
  run: async ({ project: { desk }, ids }, key) => {
    const h = secretHash(await desk.keys(), 'binding', `${person}|${code}`);
    const input = parseInput(definitionOf('binding').commands['request']?.input as never, { phone: '13800000001', party, code: { h } });
    const actor = { ...systemActor(desk.company), person };
    const answer = await walk(desk, { person, project: 'p1', actor, definition: binding, command: 'request', input, once: { key, bind: 'b' } });
    ids.set('binding', (answer.body as { id: string }).id);
  },
});

/** He reads it off his telephone, or takes the binding off again. */
export const provesNumber = (minutes: number, person: string): Step => ({
  name: `confirm as ${person}`,
  at: minutes,
  run: ({ project: { desk }, ids }, key) => confirmBinding(desk, { person, project: 'p1', id: ids.get('binding') ?? '', code, once: { key, bind: 'b' } }),
});
export const takesBindingOff = (minutes: number, person: string): Step => ({
  name: `unbind as ${person}`,
  at: minutes,
  run: ({ project: { desk }, ids }, key) => unbind(desk, { person, project: 'p1', id: ids.get('binding') ?? '', once: { key, bind: 'b' } }),
});
