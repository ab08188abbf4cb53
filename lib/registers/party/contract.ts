import * as z from 'zod';
import { contract } from '../../cases/contract.ts';
import { list, text } from '../../kernel/schema.ts';
import { personal } from '../../kernel/sealed.ts';
import { Channel, Consent, DocumentKind, PartyKind, type PartyRecord } from './record.ts';

export { documentKinds, type PartyKind, type PartyRecord, partyKinds } from './record.ts';

const IdentityDocument = z.strictObject({ kind: DocumentKind, number: personal('identity').meta({ title: '证件号码', personal: 'identity' }) });

/** What a clerk states of a party; `put` replaces all of it. */
export const PartyInput = z.strictObject({
  kind: PartyKind.default('person'),
  name: text(60).meta({ title: '姓名/名称' }),
  phones: list(personal('phone'), 5).default([]).meta({ title: '电话' }),
  documents: list(IdentityDocument, 3).default([]).meta({ title: '证件' }),
  contact: text(60).optional().meta({ title: '联系人' }),
  channel: Channel.optional(),
  consents: list(Consent, 10).default([]).meta({ title: '个人信息同意' }),
  note: text(500).optional().meta({ title: '备注' }),
});

/** What a spreadsheet row knows of a party: it adds and corrects, and never takes away. */
export const PartyEnrolment = z.strictObject({
  kind: PartyKind.optional(),
  name: text(60).meta({ title: '姓名/名称' }),
  phones: list(personal('phone'), 5).optional().meta({ title: '电话' }),
  documents: list(IdentityDocument, 3).optional().meta({ title: '证件' }),
});

/** What others know of the party register (客户). */
export const party = contract<PartyRecord>()({ name: 'party', title: '客户', commands: { put: PartyInput, enrol: PartyEnrolment } });
