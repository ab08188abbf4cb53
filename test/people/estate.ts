import type { Desk } from '../../lib/cases/desk.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { instant, plus } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { BindingWish, confirmBinding, requestBinding } from '../../lib/people/bindings.ts';
import { partyRegister } from '../../lib/registers/party/register.ts';
import { unitRegister } from '../../lib/registers/unit/register.ts';
import { binding } from '../../lib/workflows/binding/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { house, testHouse } from '../support/house.ts';
import { postbox } from './reception.ts';

/** Ten in the morning; seconds count from it. */
const morning = instant('2026-07-01T10:00:00+08:00');
/** Moves the clock. */
export const at = (seconds: number) => timeIs(plus(morning, { seconds }));
/** The owner's number, and one nobody has. */
export const known = '13800001234';
export const strange = '13900009999';
/** The code of a refusal, or `done`. */
export const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
  );

/** A project with one owner, whose number the house knows, and people of the company without any position. */
export async function estate(own?: Desk) {
  at(0);
  const built = await testHouse([...house, binding], own);
  const { desk, system, hire } = built;
  await system(partyRegister, 'p1', 'liu', { name: '刘', phones: [known] });
  await system(unitRegister, 'p1', '1-2-301', { buildingAreaDm2: 9875, relations: [{ party: 'liu', role: 'owner', from: '2024-01-01' }] });
  await hire('front', ['FRONT']);
  const box = postbox();
  const asks = async (person: string, phone: string, more: { once?: { key: string; bind: string }; project?: string } = {}) => {
    const { project = 'p1', once } = more;
    const wish = parseInput(BindingWish, { project, phone }) as Parameters<typeof requestBinding>[2];
    return requestBinding(desk, { sender: box, even: 0 }, { person, project, phone: wish.phone, once }) as Promise<{ status: number; body: { id: string } }>;
  };
  const answers = (person: string, id: string, code: string) => confirmBinding(desk, { person, project: 'p1', id, code });
  const lastCode = () => box.sent.at(-1)?.code ?? 'none';
  const wrong = () => (lastCode() === '000000' ? '000001' : '000000');
  return { ...built, box, asks, answers, lastCode, wrong };
}
