import * as z from 'zod';
import { id, list, storedInstant, text } from '../../kernel/schema.ts';

/** Kinds of records with personal data that somebody may have to see (可查阅的单据和台账). */
export const disclosedKinds = {
  party: '客户',
  staff: '员工',
  repair: '报修',
  complaint: '投诉',
  inquiry: '咨询',
  'key-loan': '钥匙借用',
} as const;

export type DisclosedKind = keyof typeof disclosedKinds;

const kinds = Object.keys(disclosedKinds) as [DisclosedKind, ...DisclosedKind[]];

/** The record whose data are shown. */
export const On = z.strictObject({ kind: z.enum(kinds).meta({ title: '单据类型', titles: disclosedKinds }), id: id().meta({ title: '编号' }) });
/** See the schema. */
export type On = z.infer<typeof On>;

/** Where a value stands in the record, as its view shows it: `phones.0`, `documents.0.number`. */
export const FieldPath = z.string().regex(/^[A-Za-z]{1,30}(?:\.(?:\d{1,3}|[A-Za-z]{1,30})){0,6}$/);

const asked = {
  on: On,
  person: id().meta({ title: '查阅人' }),
  reason: text(200).meta({ title: '查阅原因' }),
  at: storedInstant().meta({ title: '查阅时间' }),
};

/**
 * A disclosure (敏感信息查阅): who was shown which personal data of whom, when and why; and the first attempt of a day beyond the limit. The data themselves stand nowhere
 * in it.
 */
export const Disclosure = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('disclosed'),
    ...asked,
    positions: list(text(40), 20).meta({ title: '岗位' }),
    fields: list(FieldPath, 60).min(1).meta({ title: '查阅字段' }),
    /** Customers whose data they are, where the record names them. */
    parties: list(id(), 20).meta({ title: '涉及客户' }),
  }),
  z.strictObject({ state: z.literal('refused'), ...asked }),
]);
/** See the schema. */
export type Disclosure = z.infer<typeof Disclosure>;

/** A disclosure in one of these states. */
export type In<S extends Disclosure['state']> = Extract<Disclosure, { state: S }>;
