import { broken, type Finding, listOf, mapOf, type RawItem, textOf } from './finding.ts';
import { unpacked } from './packed.ts';
import type { Placed, Stock } from './stock.ts';

/** A Chinese mobile number, or one of the demo’s (they begin with 100), alone or with the country’s code, also in groups. */
const phone = /(?<![0-9A-Za-z])(?:\+?86[ -]?)?1(?:[3-9]\d|00)[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])/;
/** Number of an identity card (居民身份证). */
const identity = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/;

/** Fields that hold a company's own public numbers, and no person's. */
const publicFields = new Set(['servicePhone', 'registrationNumber', 'ttl']);

/**
 * Personal data (个人信息): no phone or identity number in the clear anywhere, keys and what is packed included; and what is sealed is masked and names a key
 * its company has.
 */
export function checkPersonalData(stock: Stock): Finding[] {
  const rings = new Map(stock.of('ring').map(({ item, where }) => [where.company, new Set(listOf(item['ring']).map((key) => textOf(mapOf(key)['id'])))]));
  return stock.all.flatMap(({ item, where }) => {
    const content = { ...item, ...(where.is === 'once' ? { body: unpacked(item['body']) } : where.is === 'chunk' ? { detail: unpacked(item['detail']) } : {}) };
    return [...plainIn(item, content), ...(where.is === 'ring' ? [] : sealsIn({ item, where }, rings.get(where.company)))];
  });
}

/** Where a number stands, never the number itself: the certificate must not become the leak. */
function plainIn(item: RawItem, content: RawItem): Finding[] {
  const findings: Finding[] = [];
  eachValue(content, '', (path, value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const [text, field] = [String(value), path.slice(path.lastIndexOf('.') + 1)];
    if (publicFields.has(field)) return;
    if (phone.test(text)) findings.push(broken('personal.phone', item, `a phone number in the clear in ${path}`));
    if (identity.test(text)) findings.push(broken('personal.identity', item, `an identity number in the clear in ${path}`));
  });
  return findings;
}

function sealsIn({ item }: Placed, ring: ReadonlySet<string> | undefined): Finding[] {
  const findings: Finding[] = [];
  eachValue(item, '', (path, value) => {
    const { c, k, m, h } = mapOf(value);
    if (typeof c !== 'string' || typeof k !== 'string' || typeof m !== 'string' || typeof h !== 'string') return;
    if (!m.includes('*')) findings.push(broken('personal.mask', item, `${path} is sealed with an open mask`));
    if (!ring?.has(k.slice(0, k.indexOf('.')))) findings.push(broken('personal.key', item, `${path} is sealed with a key the company does not have`));
  });
  return findings;
}

function eachValue(value: unknown, path: string, see: (path: string, value: unknown) => void): void {
  see(path, value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, part] of Object.entries(value)) {
    see(`${path}.(name)`, name);
    eachValue(part, path === '' ? name : `${path}.${name}`, see);
  }
}
