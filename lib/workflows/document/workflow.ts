import * as z from 'zod';
import { found } from '../../cases/contract.ts';
import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import type { Timer } from '../../cases/timer.ts';
import { type Instant, plus } from '../../kernel/clock.ts';
import { positions, type Role } from '../../kernel/position.ts';
import { text } from '../../kernel/schema.ts';
import { CompleteInput, document as documentContract } from './contract.ts';
import { documentErrors } from './errors.ts';
import { Document, documentTitles } from './record.ts';
import { announce, complete, isUploader, mayWithdraw, ownerWord, uploadMinutes, withdraw } from './rules.ts';

const { opens, moves } = commandsOf<Document>();

/** Whoever sees the record a document belongs to: the walk asks that of the record itself. */
const whoSeesIt: readonly Role[] = [...positions, 'RESIDENT'];

const address = { url: z.url().meta({ title: '地址' }), expiresAt: z.iso.datetime().meta({ title: '失效时间' }) };

/** Where to send the file, and with which headers exactly; absent once the document is not waited for any more. */
const UploadAddress = z.object({ method: z.literal('PUT'), ...address, headers: z.record(z.string(), z.string()) }).meta({ title: '上传地址' });

const commands = {
  announce: opens({
    title: '登记上传',
    to: ['pending'],
    by: whoSeesIt,
    input: documentContract.commands.announce,
    adds: z.object({ upload: UploadAddress.optional() }),
    reads: ({ on }) => ({ siblings: found(documentContract, 'on', ownerWord(on)) }),
    apply: announce,
  }),
  complete: moves({
    title: '完成上传',
    from: ['pending'],
    to: ['stored', 'refused'],
    by: whoSeesIt,
    input: CompleteInput,
    may: isUploader,
    apply: complete,
  }),
  link: moves({
    title: '取下载地址',
    from: ['stored'],
    to: ['stored'],
    by: whoSeesIt,
    input: z.strictObject({}),
    adds: z.object(address),
    apply: (record) => ({ record }),
  }),
  withdraw: moves({
    title: '撤回',
    from: ['pending', 'stored'],
    to: ['withdrawn'],
    by: whoSeesIt,
    input: z.strictObject({ reason: text(200).meta({ title: '原因' }) }),
    may: mayWithdraw,
    apply: withdraw,
  }),
  expire: moves({
    title: '过期',
    from: ['pending'],
    to: ['expired'],
    by: ['SYSTEM'],
    internal: true,
    input: z.strictObject({}),
    apply: (record, _, { now }) => ({ record: { ...record, state: 'expired', expiredAt: now } }),
  }),
};

/** When it was decided what becomes of the upload. */
function decidedAt(record: Document): Instant | undefined {
  switch (record.state) {
    case 'pending':
      return undefined;
    case 'stored':
      return record.kept.at;
    case 'refused':
      return record.refused.at;
    case 'expired':
      return record.expiredAt;
    case 'withdrawn':
      return record.kept?.at ?? record.withdrawn.at;
  }
}

function timers(record: Document, opened: Instant): readonly Timer[] {
  const due = plus(opened, { minutes: uploadMinutes });
  return [{ name: 'upload', from: opened, due, stop: decidedAt(record), stages: [{ name: 'expire', at: due, command: 'expire' }] }];
}

/**
 * Document (文件): a photo of a leak, an identity scan, a signed contract; on a case, a part of one, or a record of a register.
 *
 *     pending ─complete─▶ stored ⟲ link ─withdraw─▶ withdrawn
 *        │ └─complete─▶ refused
 *        ├─────────────────────────────withdraw─▶ withdrawn
 *        └─(15 min)─▶ expired
 *
 * The file itself goes from its owner to the bucket and never through the API: announcing it gives an address that takes exactly the declared bytes; completing it has
 * the bytes looked at, and what is kept is kept under its own hash. So there is no file without a row, and no row that promises a file nobody has seen.
 *
 * Who may see the record it belongs to may see it, in the same roles, at that moment. Taking a download address leaves a line in its history: a scan of an identity card
 * is worth knowing who has looked at it.
 */
export const document = defineWorkflow<Document>({
  name: documentContract.name,
  title: '文件',
  collection: 'documents',
  numberPrefix: 'WJ',
  contract: documentContract,
  record: Document,
  stateTitles: documentTitles,
  commands,
  readBy: whoSeesIt,
  errors: documentErrors,
  timers,
  serves: ({ on }) => on,
  secrecy: ({ internal }) => (internal ? { onlyParties: [] } : undefined),
  subject: ({ unit, name }) => ({ unit, title: name }),
  terms: ({ state, on }) => (state === 'pending' || state === 'stored' ? [{ kind: 'on', value: ownerWord(on) }] : []),
  logged: false,
  residentView: ({ state, uploader: _uploader, internal: _internal, ...fields }) => ({
    state,
    ...fields,
    ...('withdrawn' in fields ? { withdrawn: { at: fields.withdrawn.at } } : {}),
  }),
});
