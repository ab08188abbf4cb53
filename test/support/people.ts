/** Somebody made up, with a phone number and an identity number nobody else has. */
export interface MadeUp {
  readonly name: string;
  readonly phone: string;
  readonly identity: string;
}

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许';

/** Digits that look random and are the same in every run. */
function digits(seed: number, count: number): string {
  let state = (seed * 2_654_435_761 + 88_172_645) >>> 0;
  let text = '';
  while (text.length < count) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    text += String(state >>> 0).slice(1);
  }
  return text.slice(0, count);
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An identity number (居民身份证号) with its check digit. */
function identityOf(seed: number): string {
  const body = `11010519${digits(seed, 2)}0${1 + (seed % 9)}1${seed % 10}${String(seed % 1000).padStart(3, '0')}`;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + ('10X98765432'[sum % 11] ?? '');
}

/** So many people; no two share a number. */
export function madeUpPeople(count: number): readonly MadeUp[] {
  const people = Array.from({ length: count }, (_, at) => ({
    name: `${surnames[at % surnames.length] ?? '赵'}${at}号`,
    phone: `1${[3, 5, 7, 8, 9][at % 5]}${digits(at + 1, 5)}${String(at).padStart(4, '0')}`,
    identity: identityOf(at),
  }));
  const numbers = new Set(people.flatMap(({ phone, identity }) => [phone, identity]));
  if (numbers.size !== 2 * count) throw new Error(`only ${numbers.size} numbers are distinct`);
  return people;
}
