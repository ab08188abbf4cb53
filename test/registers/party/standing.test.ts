import { describe, expect, it } from 'vitest';
import type { PartyRecord } from '../../../lib/registers/party/record.ts';
import { partyRegister } from '../../../lib/registers/party/register.ts';
import { actorOf } from '../../support/context.ts';
import { refusal, run } from '../given.ts';

const liu = run<PartyRecord>(partyRegister, 'put', undefined, { name: '刘某', phones: ['13800000001'] }, { id: 'liu' }).record;
const csm = actorOf('csm', 'CSM');
const set = (standing: string, more: object = {}, record: PartyRecord = liu) =>
  run<PartyRecord>(partyRegister, 'setStanding', record, { standing, since: '2026-06-01', evidence: '证明', ...more }, { id: 'liu', actor: csm, reads: {} });
const refused = (attempt: () => unknown) => refusal(partyRegister, attempt);
const dead = () => set('deceased', { contact: '其子刘某某' }).record;

describe('the standing of a party 客户状态', () => {
  it.each([
    ['deceased', 'party.deceased'],
    ['bankrupt', 'party.bankrupt'],
    ['seized', 'party.seized'],
  ])('%s is noted with its evidence, found by a word, and told with where to turn', (kind, type) => {
    const { record, notices } = set(kind);
    expect(record).toMatchObject({ standing: { kind, since: '2026-06-01', evidence: '证明', by: 'csm' } });
    expect(partyRegister.terms(record, 'liu')).toContainEqual({ kind: 'standing', value: 'stopped' });
    expect(notices).toMatchObject([{ type, to: { positions: ['CSM', 'PM', 'CASHIER'] } }]);
  });

  it('says until when claims are filed, of a bankruptcy only and not before it', () => {
    expect(set('bankrupt', { claimUntil: '2026-08-31' }).notices).toMatchObject([{ params: { claimUntil: '2026-08-31' } }]);
    expect(refused(() => set('deceased', { claimUntil: '2026-08-31' }))).toMatchObject({ code: 'party.standing-claim', path: 'claimUntil' });
    expect(refused(() => set('bankrupt', { claimUntil: '2026-05-31' })).code).toBe('party.standing-claim');
  });

  it('is not of tomorrow, and is lifted only where there is one', () => {
    expect(refused(() => set('deceased', { since: '2026-07-02' }))).toMatchObject({ code: 'party.standing-future', path: 'since' });
    expect(set('deceased', { since: '2026-07-01' }).record.standing?.kind).toBe('deceased');
    expect(refused(() => set('none'))).toMatchObject({ kind: 'conflict', code: 'party.standing-none' });
    const lifted = set('none', {}, dead()).record;
    expect(lifted).not.toHaveProperty('standing');
    expect(partyRegister.terms(lifted, 'liu')).not.toContainEqual({ kind: 'standing', value: 'stopped' });
  });

  it('stays when the record is corrected, and goes along with a double that is merged', () => {
    expect(run<PartyRecord>(partyRegister, 'put', dead(), { name: '刘某' }, { id: 'liu', reads: {} }).record).toMatchObject({ standing: { kind: 'deceased' } });
    const double = dead();
    const absorb = { from: 'double', phones: [], documents: [], consents: [], standing: double.standing };
    expect(run<PartyRecord>(partyRegister, 'absorb', liu, absorb, { id: 'liu' }).record).toMatchObject({
      standing: { kind: 'deceased', contact: '其子刘某某' },
    });
  });

  it('is said by the heads of the project', () => {
    expect(partyRegister.commands['setStanding']?.by).toEqual(['CSM', 'PM']);
  });
});
