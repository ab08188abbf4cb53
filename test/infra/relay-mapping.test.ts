import { describe, expect, it } from 'vitest';
import { assembled } from './assembled.ts';

const mapping = assembled('cn-north-1').only('AWS::Lambda::EventSourceMapping').Properties;
type Pattern = { readonly [name: string]: Pattern | readonly (string | { readonly exists: boolean })[] };

/** The leaves of a record as `path → values`; lists do not count as a step, as in EventBridge. */
function leaves(value: unknown, path = '', found = new Map<string, unknown[]>()): Map<string, unknown[]> {
  if (Array.isArray(value)) for (const item of value) leaves(item, path, found);
  else if (value && typeof value === 'object') for (const [name, inner] of Object.entries(value)) leaves(inner, `${path}/${name}`, found);
  else found.set(path, [...(found.get(path) ?? []), value]);
  return found;
}

/** AWS matches leaves only: `exists` on an object or a list of objects is never true. */
function matches(pattern: Pattern, record: ReadonlyMap<string, readonly unknown[]>, path = ''): boolean {
  return Object.entries(pattern).every(([name, rule]) => {
    const at = `${path}/${name}`;
    if (!Array.isArray(rule)) return matches(rule as Pattern, record, at);
    const values = record.get(at) ?? [];
    return rule.some((option) => (typeof option === 'string' ? values.includes(option) : values.length > 0));
  });
}

const pattern = JSON.parse(mapping.FilterCriteria.Filters[0].Pattern) as Pattern;
const event = { M: { type: { S: 'repair.dispatched' }, id: { S: '1' } } };
const record = (eventName: string, image: object) => leaves({ eventName, dynamodb: { NewImage: { pk: { S: 'T#a' }, ...image } } });

describe('the relay', () => {
  it.each([
    { what: 'a new entry with events', of: record('INSERT', { out: { L: [event] } }), woken: true },
    { what: 'a new entry with two events', of: record('INSERT', { out: { L: [event, event] } }), woken: true },
    { what: 'a new entry without events', of: record('INSERT', {}), woken: false },
    { what: 'a new entry with an empty list', of: record('INSERT', { out: { L: [] } }), woken: false },
    { what: 'an entry touched again', of: record('MODIFY', { out: { L: [event] } }), woken: false },
    { what: 'an expired entry', of: record('REMOVE', {}), woken: false },
  ])('is woken by $what: $woken', ({ of, woken }) => {
    expect(matches(pattern, of)).toBe(woken);
  });

  it('goes on after a poisoned record: halves, five attempts, then the record is parked and the rest delivered', () => {
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      StartingPosition: 'TRIM_HORIZON',
    });
    expect(mapping.DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0]).toMatch(/Documents/);
  });
});
