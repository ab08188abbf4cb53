import * as z from 'zod';
import { count, id, storedInstant, text } from '../../kernel/schema.ts';
import { type MediaType, media } from './media.ts';

const stamp = { at: storedInstant().meta({ title: '时间' }), by: id().meta({ title: '经办人' }) };

/** SHA-256 in hexadecimal, small letters. */
export const hash = () => z.string().regex(/^[0-9a-f]{64}$/);

/** The name of a slice or of a kind of parts: letters and dashes. */
const kind = () =>
  z
    .string()
    .max(30)
    .regex(/^[a-z][A-Za-z-]*$/);

/** The record a document belongs to (所属记录): a case, a part of it, or a record of a register. */
export const On = z.strictObject({
  kind: kind().meta({ title: '类别' }),
  id: id().meta({ title: '编号' }),
  part: z.strictObject({ kind: kind(), id: id() }).optional().meta({ title: '分项' }),
});
/** See the schema. */
export type On = z.output<typeof On>;

/** Why an uploaded file was not kept (退回原因). */
export const faults = {
  length: '大小与登记不符',
  bytes: '内容与登记不符',
  type: '内容不是登记的文件类型',
  unreadable: '文件已损坏',
  macros: '含有宏',
} as const;
/** See the titles. */
export type Fault = keyof typeof faults;

/** What was seen of an uploaded file when it was looked at: what is kept of it, or why nothing is. */
export type Seen = { readonly kept: { readonly sha256: string; readonly bytes: number } } | { readonly fault: Fault };

const base = {
  on: On.meta({ title: '所属记录' }),
  /** Household of that record, so that its file lists the document. */
  unit: id().optional(),
  name: text(60).meta({ title: '名称' }),
  type: z.enum(Object.keys(media) as [MediaType, ...MediaType[]]).meta({ title: '文件类型' }),
  /** As declared; what is kept of a photo is a little smaller. */
  bytes: count(1, 100_000_000).meta({ title: '大小（字节）' }),
  sha256: hash().meta({ title: '登记的摘要' }),
  uploader: id().meta({ title: '上传人' }),
  internal: z.literal(true).optional().meta({ title: '仅内部可见' }),
};

const kept = z.strictObject({ at: storedInstant(), sha256: hash(), bytes: count(1, 100_000_000) }).meta({ title: '已存文件' });

/** A document (文件): the row that says what a file in the bucket is, whose it is, and what its bytes are. */
export const Document = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('pending'), ...base }),
  z.strictObject({ state: z.literal('stored'), ...base, kept }),
  z.strictObject({
    state: z.literal('refused'),
    ...base,
    refused: z.strictObject({ at: storedInstant(), fault: z.enum(Object.keys(faults) as [Fault, ...Fault[]]) }),
  }),
  z.strictObject({ state: z.literal('expired'), ...base, expiredAt: storedInstant() }),
  z.strictObject({
    state: z.literal('withdrawn'),
    ...base,
    kept: kept.optional(),
    withdrawn: z.strictObject({ ...stamp, reason: text(200) }).meta({ title: '撤回' }),
  }),
]);
/** See the schema. */
export type Document = z.infer<typeof Document>;

/** A document in one of these states. */
export type In<S extends Document['state']> = Extract<Document, { state: S }>;

/** Titles of the states (文件状态). */
export const documentTitles = { pending: '待上传', stored: '已保存', refused: '已退回', expired: '已过期', withdrawn: '已撤回' } as const;
