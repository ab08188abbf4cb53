import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { text } from '../../kernel/schema.ts';
import { type Document, hash, On, type Seen } from './record.ts';

/** What somebody says of a file before he sends it: the upload link is good for exactly these bytes. */
export const AnnounceInput = z.strictObject({
  on: On,
  name: text(60).meta({ title: '名称' }),
  type: text(100).meta({ title: '文件类型' }),
  bytes: z.int().min(1).meta({ title: '大小（字节）' }),
  sha256: hash().meta({ title: 'SHA-256' }),
  internal: z.literal(true).optional().meta({ title: '仅内部可见' }),
});
/** See the schema. */
export type AnnounceInput = z.output<typeof AnnounceInput>;

/** Nobody sends what was seen of his file: the function that serves documents looks for itself and puts it in. */
export const CompleteInput = z.strictObject({}).transform((): { readonly seen?: Seen } => ({}));

/** What others know of a document (文件). */
export const document = contract<Document>()({ name: 'document', title: '文件', commands: { announce: AnnounceInput } });
