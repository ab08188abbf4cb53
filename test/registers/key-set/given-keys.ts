import type { Contract, Loaded } from '../../../lib/cases/contract.ts';
import type { Context } from '../../../lib/cases/definition.ts';
import type { KeySet } from '../../../lib/registers/key-set/record.ts';
import { keySetRegister } from '../../../lib/registers/key-set/register.ts';
import type { PartyRecord } from '../../../lib/registers/party/record.ts';
import type { StaffRecord } from '../../../lib/registers/staff/record.ts';
import type { UnitRecord } from '../../../lib/registers/unit/record.ts';
import { run, sealedAs } from '../given.ts';

const somebody: Contract = { name: 'x', title: '', commands: {} };

/** A record as a context holds it. */
export const loaded = <R>(id: string, record: R): Loaded<R> => ({ contract: somebody, id, version: 1, record });

/** Flat 1-2-301: Zhang (`C1`) owned it until the end of June 2026, Li (`C2`) and Sun (`C3`) own it since; `C4` rents it. */
export const flat: UnitRecord = {
  state: 'current',
  building: '1',
  entrance: '2',
  room: '301',
  kind: 'residential',
  relations: [
    { party: 'C1', role: 'owner', from: '2024-01-01', to: '2026-07-01' },
    { party: 'C2', role: 'owner', from: '2026-07-01' },
    { party: 'C3', role: 'owner', from: '2026-07-01' },
    { party: 'C4', role: 'tenant', from: '2026-07-01' },
  ],
};

/** A party with one identity document, or none. */
export const client = (name: string, number?: string): PartyRecord => ({
  state: 'current',
  kind: 'person',
  name,
  phones: [],
  documents: number === undefined ? [] : [{ kind: 'identityCard', number: sealedAs(number) }],
  consents: [],
});

const person = (name: string, department: string) => ({ name, department, skills: [], certificates: [], shifts: [] });

/** A colleague on duty, off duty or gone. */
export const colleague = (name: string, department = '客服', state: StaffRecord['state'] = 'onDuty'): StaffRecord => {
  switch (state) {
    case 'onDuty':
      return { state, ...person(name, department), since: at('2026-07-01T00:00'), until: at('2026-07-03T00:00'), clockedBy: 'hr' };
    case 'offDuty':
      return { state, ...person(name, department) };
    case 'left':
      return { state, ...person(name, department), leftOn: '2026-06-01' };
  }
};

/** Chinese time as an instant. */
export function at(local: string): Context['now'] {
  return new Date(`${local}+08:00`).toISOString() as Context['now'];
}

/** Set K-7 as people describe it. */
export const described = {
  count: 2,
  cabinet: '1号柜',
  kind: 'ownerEntrusted',
  unit: '1-2-301',
  owner: 'C2',
  mandate: { from: '2026-07-01', to: '2026-12-31', document: '委托书' },
};

/** Set K-7, two keys of flat 1-2-301 entrusted by its owner, as `put` registers it. */
export function registered(changes: object = {}): KeySet {
  return run<KeySet>(keySetRegister, 'put', undefined, { ...described, ...changes }, { id: 'K-7' }).record;
}

/** The same set lent to loan `YS-1`. */
export function lentSet(changes: object = {}): KeySet {
  return run<KeySet>(keySetRegister, 'checkOut', registered(changes), { loan: 'YS-1', borrower: '王师傅', due: at('2026-07-01T18:00') }, { id: 'K-7' }).record;
}
