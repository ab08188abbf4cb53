import { keyedHash, newSalt, seal } from '../kernel/company-key.ts';
import { isSealed, mapDeep, Plain, type Sealed } from '../kernel/sealed.ts';
import type { Ref } from '../table/keys.ts';
import type { Stored } from './stored.ts';
import type { Touched, Work } from './work.ts';

/** Seals the personal data of an input under the record's own salt; a value the record already holds keeps its seal, so that the same file twice changes nothing. */
export async function sealInput(work: Work, touched: Touched, input: unknown): Promise<{ stored: Stored | undefined; input: unknown }> {
  const plains: Plain[] = [];
  mapDeep(input, (part) => (part instanceof Plain ? void plains.push(part) : undefined));
  if (plains.length === 0) return { stored: touched.after, input };
  const keys = await work.desk.keys();
  const known = new Map<string, Sealed>();
  mapDeep(touched.after?.record, (part) => (isSealed(part) ? void known.set(part.h, part) : undefined));
  const salt = { id: `${touched.ref.kind}:${touched.ref.id}`, value: touched.after?.salt ?? saltOf(work, touched.ref) };
  const sealed = mapDeep(input, (part) =>
    part instanceof Plain ? (known.get(keyedHash(keys, part.kind, part.expose())) ?? seal(keys, salt, part)) : undefined,
  );
  return { stored: touched.after && { ...touched.after, salt: salt.value }, input: sealed };
}

const freshSalts = new WeakMap<Work['touched'], Map<string, string>>();

/** One fresh salt per new record and unit of work. */
function saltOf(work: Work, ref: Ref): string {
  const salts = freshSalts.get(work.touched) ?? new Map<string, string>();
  freshSalts.set(work.touched, salts);
  const name = `${ref.kind}:${ref.id}`;
  const salt = salts.get(name) ?? newSalt();
  salts.set(name, salt);
  return salt;
}

/** The salt a record has, or has been given in this unit of work because something of it was sealed. */
export function saltIn(work: Work, { ref, after }: Pick<Touched, 'ref' | 'after'>): string | undefined {
  return after?.salt ?? freshSalts.get(work.touched)?.get(`${ref.kind}:${ref.id}`);
}
