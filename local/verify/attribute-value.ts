import type { RawItem } from './finding.ts';

/**
 * Decodes an item from DynamoDB's own notation, `{"pk":{"S":"…"}}`.
 *
 * @throws Error for a type no table has; the verifier would rather stop than look past something
 */
export function decodeItem(attributes: Readonly<Record<string, unknown>>): RawItem {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, decodeValue(value)]));
}

function decodeValue(value: unknown): unknown {
  const [entry, ...more] = Object.entries(value as Readonly<Record<string, unknown>>);
  if (!entry || more.length > 0) throw new Error(`no attribute value: ${JSON.stringify(value)}`);
  const [type, content] = entry;
  switch (type) {
    case 'S':
      return content;
    case 'N':
      return exactNumber(String(content));
    case 'BOOL':
      return content;
    case 'NULL':
      return null;
    case 'B':
      return new Uint8Array(Buffer.from(String(content), 'base64'));
    case 'L':
      return (content as unknown[]).map(decodeValue);
    case 'M':
      return decodeItem(content as Readonly<Record<string, unknown>>);
    case 'SS':
      return content;
    case 'NS':
      return (content as string[]).map(exactNumber);
    case 'BS':
      return (content as string[]).map((part) => new Uint8Array(Buffer.from(part, 'base64')));
    default:
      throw new Error(`unknown attribute type ${type}`);
  }
}

/** A number, or its digits where a binary number would lose some. */
function exactNumber(digits: string): number | string {
  const number = Number(digits);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? digits : number;
}
