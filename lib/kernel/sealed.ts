import * as z from 'zod';

/**
 * Personal data at rest (密封的个人信息): phone numbers, identity documents, plates.
 *
 * The mask serves lists and history, the keyed hash serves search and claims, and only an audited reveal decrypts. Rules, logs and
 * events meet nothing but this shape, so none of them can leak what it hides (PIPL 51).
 */
export interface Sealed {
  /** Ciphertext, base64: 12 bytes nonce, text, 16 bytes tag (AES-256-GCM). */
  readonly c: string;
  /** `<company key id>.<salt>`: which key of the ring and whose salt opened it. */
  readonly k: string;
  /** What people see: `138****1234`. */
  readonly m: string;
  /** Keyed hash of the normalised value: equal values of one company have equal hashes. */
  readonly h: string;
}

/**
 * Kinds of personal data, each with its own normal form and mask; a `secret` is a key of the company's own with somebody else, which is shown to nobody, and a `privateKey`
 * (PKCS#8, with or without its PEM frame) what it signs with.
 */
export type PersonalKind = 'phone' | 'identity' | 'plate' | 'email' | 'secret' | 'privateKey';

const normalForms: Record<PersonalKind, { pattern: RegExp; clean: (raw: string) => string; mask: (value: string) => string }> = {
  phone: {
    pattern: /^\+?\d{5,15}$/,
    // A mobile number at home is the same number with or without the country's code.
    clean: (raw) => raw.replaceAll(/[\s-]/g, '').replace(/^(?:\+|00)86(?=1\d{10}$)/, ''),
    mask: (value) => `${value.slice(0, -8)}****${value.slice(-4)}`,
  },
  identity: {
    pattern: /^[A-Z0-9()-]{5,20}$/,
    clean: (raw) => raw.replaceAll(/\s/g, '').toUpperCase(),
    mask: (value) => (value.length < 12 ? `${value.slice(0, 1)}******${value.slice(-2)}` : `${value.slice(0, 6)}********${value.slice(-4)}`),
  },
  plate: {
    pattern: /^[\p{Script=Han}A-Z0-9]{5,9}$/u,
    clean: (raw) => raw.replaceAll(/[\s·•.-]/g, '').toUpperCase(),
    mask: (value) => `${value.slice(0, 2)}***${value.slice(-2)}`,
  },
  email: {
    pattern: /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/,
    clean: (raw) => raw.trim().toLowerCase(),
    mask: (value) => `${value.slice(0, 1)}***${value.slice(value.indexOf('@'))}`,
  },
  secret: { pattern: /^[\x21-\x7e]{8,128}$/, clean: (raw) => raw.trim(), mask: () => '********' },
  privateKey: { pattern: /^MII[A-Za-z0-9+/]{800,3900}={0,2}$/, clean: (raw) => raw.replaceAll(/-----[^-]*-----|\s/g, ''), mask: () => '********' },
};

/** What is said of a value that is none of its kind. */
const refusals: Record<PersonalKind, string> = {
  phone: 'request.phone',
  identity: 'request.identity',
  plate: 'request.plate',
  email: 'request.email',
  secret: 'request.secret',
  privateKey: 'request.private-key',
};

/** How long a value of a kind may be as people write it. */
const longest: Record<PersonalKind, number> = { phone: 40, identity: 40, plate: 40, email: 120, secret: 128, privateKey: 4096 };

/**
 * Personal data in the clear, between the caller's body and the seal: it prints, logs and serialises as its mask.
 */
export class Plain {
  readonly kind: PersonalKind;
  readonly #value: string;

  constructor(kind: PersonalKind, value: string) {
    this.kind = kind;
    this.#value = value;
  }

  /** The value itself; only the sealing code asks. */
  expose(): string {
    return this.#value;
  }

  get mask(): string {
    return normalForms[this.kind].mask(this.#value);
  }

  toString(): string {
    return this.mask;
  }

  toJSON(): string {
    return this.mask;
  }
}

/** The normal form of a value of this kind, or undefined when it is not one. */
export function normalise(kind: PersonalKind, raw: string): string | undefined {
  const value = normalForms[kind].clean(raw);
  return normalForms[kind].pattern.test(value) ? value : undefined;
}

/**
 * An input field with personal data: the caller sends text, the rules receive it sealed.
 *
 * Parsing yields a {@link Plain}; the walk seals every `Plain` of an input before `apply` sees it, which is why the output type here is already
 * {@link Sealed}.
 */
export function personal(kind: PersonalKind): z.ZodType<Sealed, string> {
  const { pattern, clean } = normalForms[kind];
  return z
    .string()
    .max(longest[kind])
    .refine((raw) => pattern.test(clean(raw)), { params: { code: refusals[kind] } })
    .transform((raw) => new Plain(kind, clean(raw)))
    .meta({ personal: kind }) as unknown as z.ZodType<Sealed, string>;
}

/** The sealed form inside a record. */
export const sealedRecord: z.ZodType<Sealed> = z.strictObject({ c: z.string(), k: z.string(), m: z.string(), h: z.string() });

/** True for the sealed shape; views replace it by its mask. */
export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && 'c' in value && 'k' in value && 'm' in value && 'h' in value && Object.keys(value).length === 4;
}

/**
 * A secret of which only the hash is kept (只留哈希): a code that was sent, a sign-in that was linked. Nothing opens it; lists and history show stars.
 */
export const hashedSecret: z.ZodType<HashedSecret> = z.strictObject({ h: z.string().min(1).max(64) });
/** See the schema. */
export interface HashedSecret {
  readonly h: string;
}

/** True for the hashed shape. */
export function isHashed(value: unknown): value is HashedSecret {
  return typeof value === 'object' && value !== null && 'h' in value && Object.keys(value).length === 1;
}

/** A deep copy in which `change` has replaced what it answers a value for; plain objects and arrays only. */
export function mapDeep(value: unknown, change: (value: unknown) => unknown): unknown {
  const changed = change(value);
  if (changed !== undefined) return changed;
  if (Array.isArray(value)) return value.map((entry) => mapDeep(entry, change));
  if (typeof value !== 'object' || value === null || value instanceof Plain) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapDeep(entry, change)]));
}
