import { describe, expect, it } from 'vitest';
import type { ServedFacts } from '../../../lib/cases/definition.ts';
import { parseInput } from '../../../lib/cases/parse.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { Position } from '../../../lib/kernel/position.ts';
import { sealedFields } from '../../../lib/workflows/disclosure/fields.ts';
import { Disclosure } from '../../../lib/workflows/disclosure/record.ts';
import { disclosure } from '../../../lib/workflows/disclosure/workflow.ts';
import { refusal, sealedAs } from '../../registers/given.ts';
import { actorOf, contextOf } from '../../support/context.ts';

const party: ServedFacts = {
  ...{ place: 'register', ended: false },
  record: { state: 'current', name: '张三', phones: [sealedAs('1'), sealedAs('2')], documents: [{ kind: 'identityCard', number: sealedAs('3') }] } as never,
};
const repair: ServedFacts = {
  ...{ place: 'case', ended: false, mine: 'wang' },
  record: {
    state: 'dispatched',
    callers: [
      { name: '刘', party: 'liu', phone: sealedAs('1') },
      { name: '马', phone: sealedAs('2') },
    ],
  } as never,
};

function disclose(position: Position, served: ServedFacts | undefined, body: object = {}, person = 'zhao') {
  const command = disclosure.commands['disclose'];
  const kind = served?.place === 'case' ? 'repair' : 'party';
  const input = parseInput(command?.input as never, { on: { kind, id: 'K1' }, reason: '联系业主', ...body });
  const outcome = command?.apply(undefined, input, contextOf({ actor: actorOf(person, position), served }));
  return Disclosure.parse(JSON.parse(JSON.stringify(outcome?.record))) as Extract<Disclosure, { state: 'disclosed' }>;
}

const refused = (...given: Parameters<typeof disclose>) => refusal(disclosure, () => disclose(...given));

describe('disclosure 敏感信息查阅', () => {
  it('notes who was shown what of whom and why, and none of the data', () => {
    const record = disclose('FRONT', party);
    expect(record).toMatchObject({
      state: 'disclosed',
      on: { kind: 'party', id: 'K1' },
      person: 'zhao',
      positions: ['FRONT'],
      reason: '联系业主',
      parties: ['K1'],
    });
    expect(record.fields).toEqual(['phones.0', 'phones.1', 'documents.0.number']);
    expect(JSON.stringify(record)).not.toContain('h(');
  });

  it('shows the fields that are asked for and no others', () => {
    expect(disclose('FRONT', party, { fields: ['phones.1'] }).fields).toEqual(['phones.1']);
    expect(refused('FRONT', party, { fields: ['phones.0', 'phones.7'] })).toMatchObject({ code: 'disclosure.unknown-field', path: 'fields.1' });
    expect(refused('FRONT', party, { fields: ['name'] })).toMatchObject({ code: 'disclosure.unknown-field' });
    expect(refused('FRONT', { ...party, record: { state: 'current' } })).toMatchObject({ code: 'disclosure.nothing' });
  });

  it('names the customers whose data stand in a case', () => {
    expect(disclose('FRONT', repair).parties).toEqual(['liu']);
    const words = disclosure.terms(disclose('FRONT', repair), 'CY-1');
    expect(words).toEqual([
      { kind: 'saw', value: 'zhao' },
      { kind: 'seen', value: 'repair:K1' },
      { kind: 'seen', value: 'party:liu' },
    ]);
  });

  it.each([
    { position: 'FRONT', of: 'party', shows: 3 },
    { position: 'CSM', of: 'repair', shows: 2 },
    { position: 'PM', of: 'party', shows: 3 },
    { position: 'HQ-ADM', of: 'party', shows: 3 },
    { position: 'ARCH', of: 'party', shows: 3 },
    { position: 'ARCH', of: 'repair', shows: 'disclosure.not-for-position' },
    { position: 'CASHIER', of: 'party', shows: 2 },
    { position: 'CASHIER', of: 'repair', shows: 'disclosure.not-for-position' },
    { position: 'ENGM', of: 'repair', shows: 2 },
    { position: 'ENGM', of: 'party', shows: 'disclosure.not-for-position' },
    { position: 'ENG', of: 'repair', shows: 'disclosure.not-your-case' },
    { position: 'GATE', of: 'party', shows: 'disclosure.not-for-position' },
    { position: 'HQ-SUP', of: 'party', shows: 'disclosure.not-for-position' },
  ] as const)('shows $position of a $of: $shows', ({ position, of, shows }) => {
    const served = of === 'party' ? party : repair;
    if (typeof shows === 'number') expect(disclose(position, served).fields).toHaveLength(shows);
    else expect(refused(position, served)).toMatchObject({ kind: 'forbidden', code: shows });
  });

  it('shows a worker the phone of his own case, and nothing but phones', () => {
    expect(disclose('ENG', repair, {}, 'wang').fields).toEqual(['callers.0.phone', 'callers.1.phone']);
    expect(refused('CASHIER', party, { fields: ['documents.0.number'] })).toMatchObject({ kind: 'forbidden', code: 'disclosure.phones-only' });
  });

  it('of a record that is not there for him is not there', () => {
    expect(() => disclose('FRONT', undefined)).toThrow(expect.objectContaining({ code: 'access.not-found' }));
  });

  it('opens no secret that is kept as a hash only', () => {
    expect(sealedFields({ code: { c: '', k: 'k', m: '******', h: 'x' }, phone: sealedAs('1') }).map(({ path }) => path)).toEqual(['phone']);
  });

  it.each([
    { reason: '' },
    { reason: undefined },
    { reason: '因'.repeat(201) },
    { on: { kind: 'party' } },
    { on: { kind: 'member', id: 'x' } },
    { on: { kind: 'channel-settings', id: 'x' } },
    { fields: [] },
    { fields: ['__proto__'] },
    { fields: ['phones.0; x'] },
    { values: true },
  ])('refuses %j', (body) => {
    expect(() => disclose('FRONT', party, body)).toThrow(DomainError);
  });
});
