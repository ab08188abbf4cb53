import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompanyKeys, keyedHash, masked, newSalt, seal, signText, unseal, verifyText } from '../../lib/kernel/company-key.ts';
import { normalise, Plain } from '../../lib/kernel/sealed.ts';

const keys: CompanyKeys = { ring: [{ id: 'k1', key: new Uint8Array(32).fill(1) }] };
const rotated: CompanyKeys = { ring: [...keys.ring, { id: 'k2', key: new Uint8Array(32).fill(2) }] };
const phone = new Plain('phone', '13812345678');
const salt = { id: 'party:p1', value: newSalt() };

describe('sealed personal data 密封的个人信息', () => {
  it('opens under its salt and shows its mask everywhere else', () => {
    const sealed = seal(keys, salt, phone);
    expect(unseal(keys, salt.value, sealed)).toBe('13812345678');
    expect(JSON.stringify(sealed)).not.toContain('13812345678');
    expect(masked({ callers: [{ phone: sealed }] })).toEqual({ callers: [{ phone: '138****5678' }] });
  });

  it('is lost for good when the salt is: deleting one salt shreds every copy', () => {
    const sealed = seal(keys, salt, phone);
    expect(() => unseal(keys, newSalt(), sealed)).toThrow();
    expect(() => unseal(keys, '', sealed)).toThrow();
  });

  it('is found by the same hash after the keys were rotated, and still opens', () => {
    const before = seal(keys, salt, phone);
    expect(seal(rotated, salt, phone).h).toBe(before.h);
    expect(unseal(rotated, salt.value, before)).toBe('13812345678');
    expect(seal(rotated, salt, phone).k.startsWith('k2.')).toBe(true);
  });

  it('hashes differently in another company and for another kind', () => {
    const other: CompanyKeys = { ring: [{ id: 'k1', key: new Uint8Array(32).fill(3) }] };
    expect(keyedHash(other, 'phone', '13812345678')).not.toBe(keyedHash(keys, 'phone', '13812345678'));
    expect(keyedHash(keys, 'identity', '13812345678')).not.toBe(keyedHash(keys, 'phone', '13812345678'));
  });

  it('never prints itself in the clear', () => {
    expect(`${phone} ${JSON.stringify({ phone })} ${String(phone)}`).not.toContain('13812345678');
  });

  it.each([
    ['phone', ' 138-1234 5678 ', '13812345678'],
    ['phone', '12', undefined],
    ['identity', '11010119900307 123x', '11010119900307123X'],
    ['plate', '京A·12345', '京A12345'],
    ['plate', '京ad12345', '京AD12345'],
  ] as const)('knows the normal form of a %s: %s', (kind, raw, expected) => {
    expect(normalise(kind, raw)).toBe(expected);
  });
});

describe('texts we hand out and want back unchanged', () => {
  it('come back for their own purpose only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (payload, purpose) => {
        const signed = signText(keys, purpose, payload);
        expect(verifyText(keys, purpose, signed)).toBe(payload.toWellFormed());
        expect(verifyText(keys, `${purpose}!`, signed)).toBeUndefined();
      }),
    );
  });

  it('are refused when a single character was changed', () => {
    const signed = signText(keys, 'cursor', '{"next":1}');
    for (let at = 0; at < signed.length; at += 1) {
      const changed = `${signed.slice(0, at)}${signed[at] === 'A' ? 'B' : 'A'}${signed.slice(at + 1)}`;
      expect(verifyText(keys, 'cursor', changed) === '{"next":1}' && changed !== signed, changed).toBe(false);
    }
  });

  it('still come back after a rotation', () => {
    expect(verifyText(rotated, 'cursor', signText(keys, 'cursor', 'x'))).toBe('x');
  });
});
