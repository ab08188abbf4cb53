import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context, Outcome } from '../../../lib/cases/definition.ts';
import { instant, plus } from '../../../lib/kernel/clock.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { Binding, In } from '../../../lib/workflows/binding/record.ts';
import { binding } from '../../../lib/workflows/binding/workflow.ts';
import { sealedAs } from '../../registers/given.ts';
import { actorOf, contextOf } from '../../support/context.ts';

const asked = instant('2026-07-01T10:00:00+08:00');
const phone = sealedAs('13800001234', '138****1234');
const sent: In<'sent'> = {
  state: 'sent',
  person: 'app',
  phone,
  requestedAt: asked,
  until: plus(asked, { minutes: 5 }),
  tries: 0,
  party: 'liu',
  code: { h: 'right' },
};
const flat = (to?: string) => ({ id: '1-2-301', record: { relations: [{ party: 'liu', role: 'owner', from: '2024-01-01', ...(to ? { to } : {}) }] } });

const at = (seconds: number, flats: readonly object[] = [flat()]): Partial<Context> => ({
  now: plus(asked, { seconds }),
  actor: { ...actorOf('app'), system: true },
  reads: { flats: { contract: binding.contract, id: '', version: 0, record: flats } },
});

function does(command: string, record: Binding, input: object = {}, overrides: Partial<Context> = at(60)): Outcome<Binding> {
  const outcome = binding.commands[command]?.apply(record, input, contextOf(overrides)) as Outcome<Binding>;
  return { ...outcome, record: binding.record.parse(JSON.parse(JSON.stringify(outcome.record))) as Binding };
}
const confirm = (record: Binding, code: string, overrides?: Partial<Context>) => does('confirm', record, { code: { h: code } }, overrides);
const bound = confirm(sent, 'right').record;

describe('住户绑定', () => {
  it.each([
    ['sent', ['confirm', 'expire']],
    ['bound', ['revoke', 'unbind']],
    ['unbound', []],
    ['spent', []],
    ['expired', []],
  ])('in %s allows %j and nothing else', (state, allowed) => {
    const names = Object.entries(binding.commands).filter(([, { from }]) => from.includes(state));
    expect(names.map(([name]) => name).toSorted()).toEqual(allowed);
  });

  it('makes the person the customer by the right code', () => {
    const { record, also } = confirm(sent, 'right');
    expect(record).toMatchObject({ state: 'bound', party: 'liu', tries: 1, boundAt: plus(asked, { minutes: 1 }) });
    expect(record).not.toHaveProperty('code');
    expect(also).toEqual([expect.objectContaining({ command: 'bind', id: 'app', input: { party: { project: 'p1', id: 'liu' } } })]);
  });

  it.each<[string, Binding, string, Partial<Context>]>([
    ['a wrong code', sent, 'wrong', at(60)],
    ['the number of nobody', { ...sent, party: undefined }, 'right', at(60)],
    ['a relation that ended today', sent, 'right', at(60, [flat('2026-07-01')])],
    ['no flat any more', sent, 'right', at(60, [])],
  ])('counts %s and stays as it was', (_, record, code, overrides) => {
    const { record: after, also } = confirm(record, code, overrides);
    expect(after).toEqual({ ...record, tries: 1 });
    expect(also ?? []).toEqual([]);
  });

  it('a relation that ends tomorrow is good today', () => {
    expect(confirm(sent, 'right', at(60, [flat('2026-07-02')])).record.state).toBe('bound');
  });

  it('is spent by the fifth wrong code, not by the fourth', () => {
    expect(confirm({ ...sent, tries: 3 }, 'wrong').record).toMatchObject({ state: 'sent', tries: 4 });
    expect(confirm({ ...sent, tries: 4 }, 'right').record).toMatchObject({ state: 'bound', tries: 5 });
    const { record } = confirm({ ...sent, tries: 4 }, 'wrong');
    expect(record).toMatchObject({ state: 'spent', tries: 5 });
    expect(record).not.toHaveProperty('code');
  });

  it.each([
    [299.999, 'bound'],
    [300, 'bound'],
    [300.001, 'expired'],
  ])('after %d seconds the right code leaves it %s', (seconds, state) => {
    expect(confirm(sent, 'right', at(seconds)).record.state).toBe(state);
  });

  it('binds by nothing but the right code in time, whatever is tried', () => {
    const guess = fc.record({ code: fc.constantFrom('right', 'wrong'), seconds: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.array(guess, { maxLength: 9 }), (guesses) => {
        let record: Binding = sent;
        for (const { code, seconds } of guesses.toSorted((a, b) => a.seconds - b.seconds)) {
          if (record.state !== 'sent') break;
          const before = record;
          record = confirm(record, code, at(seconds)).record;
          expect(record.state === 'bound').toBe(code === 'right' && seconds <= 300);
          expect(record.tries).toBe(before.tries + (seconds <= 300 ? 1 : 0));
        }
        expect(record.tries).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('is somebody’s own: to anybody else it is not there', () => {
    const other = { ...at(60), actor: { ...actorOf('other'), system: true } };
    for (const attempt of [() => confirm(sent, 'right', other), () => does('unbind', bound, {}, other)]) {
      try {
        attempt();
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
        expect(error).toMatchObject({ code: 'access.not-found' });
      }
    }
  });

  it('is taken off by the resident, and by the desk with a reason he hears of', () => {
    expect(does('unbind', bound).record).toMatchObject({ state: 'unbound', unboundBy: 'app' });
    const { record, also, notices } = does('revoke', bound, { reason: '号码已转给他人' }, { ...at(60), actor: actorOf('zhao', 'FRONT') });
    expect(record).toMatchObject({ state: 'unbound', unboundBy: 'zhao', reason: '号码已转给他人' });
    expect(also).toEqual([expect.objectContaining({ command: 'unbind', id: 'app' })]);
    expect(notices).toMatchObject([{ type: 'binding.revoked', to: { persons: ['app'] } }]);
  });

  it('is taken off by no order to anybody but him', () => {
    expect(binding.commands['unbind']).toMatchObject({ internal: true, by: ['SYSTEM'] });
    expect(binding.logged).toBe(false);
  });
});
