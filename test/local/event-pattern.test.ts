import { describe, expect, it } from 'vitest';
import { matches } from '../../local/engines/event-pattern.ts';

const event = { source: 'wuyun', 'detail-type': 'repair.dispatched', detail: { count: 3, tags: ['urgent', 'water'], inner: { a: 'x' }, none: null } };

describe('event patterns', () => {
  it.each([
    { pattern: { source: ['wuyun'] }, fits: true },
    { pattern: { source: ['other', 'wuyun'], 'detail-type': [{ prefix: 'repair.' }] }, fits: true },
    { pattern: { source: ['other'] }, fits: false },
    { pattern: { detail: { tags: ['water'] } }, fits: true },
    { pattern: { detail: { count: [3] } }, fits: true },
    { pattern: { detail: { count: ['3'] } }, fits: false },
    { pattern: { detail: { count: [{ numeric: ['>', 2, '<=', 3] }] } }, fits: true },
    { pattern: { detail: { count: [{ numeric: ['>', 3] }] } }, fits: false },
    { pattern: { detail: { none: [null] } }, fits: true },
    { pattern: { detail: { missing: [{ exists: false }] } }, fits: true },
    { pattern: { detail: { count: [{ exists: true }] } }, fits: true },
    { pattern: { detail: { inner: [{ exists: true }] } }, fits: false },
    { pattern: { 'detail-type': [{ 'anything-but': ['notice'] }] }, fits: true },
    { pattern: { 'detail-type': [{ 'anything-but': { prefix: 'repair.' } }] }, fits: false },
    { pattern: { 'detail-type': [{ suffix: 'dispatched' }] }, fits: true },
    { pattern: { 'detail-type': [{ wildcard: 'repair.*ed' }] }, fits: true },
    { pattern: { 'detail-type': [{ wildcard: 'r?pair.*' }] }, fits: false },
    { pattern: { $or: [{ source: ['x'] }, { detail: { count: [3] } }] }, fits: true },
  ])('$pattern fits: $fits', ({ pattern, fits }) => {
    expect(matches(pattern as never, event)).toBe(fits);
  });

  it('descends into each element of a list, as the filter of the relay needs', () => {
    const pattern = { dynamodb: { NewImage: { out: { L: { M: { type: { S: [{ exists: true }] } } } } } } };
    const image = (list: unknown[]) => ({ dynamodb: { NewImage: { out: { L: list } } } });
    expect(matches(pattern, image([{ M: { type: { S: 'notice' } } }]) as never)).toBe(true);
    expect(matches(pattern, image([]) as never)).toBe(false);
    expect(matches(pattern, { dynamodb: { NewImage: {} } })).toBe(false);
  });

  it('throws on a filter it does not know rather than deliver what AWS would not', () => {
    expect(() => matches({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow('cidr');
  });
});
