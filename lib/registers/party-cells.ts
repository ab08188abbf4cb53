import { createHash } from 'node:crypto';
import { Plain } from '../kernel/sealed.ts';
import type { Cells } from './cells.ts';
import { nameTerm } from './name-term.ts';
import { documentKinds, type PartyKind, party, partyKinds } from './party/contract.ts';
import type { RowEntry } from './row-entry.ts';

/** Columns that describe one party in a row: 业主姓名, 业主电话 … or 租户姓名, 租户电话 … */
export interface PartyColumns {
  readonly id: string;
  readonly name: string;
  readonly kind?: string;
  readonly phone: string;
  readonly documentKind: string;
  readonly documentNumber: string;
}

const kindAliases: Readonly<Record<string, PartyKind>> = { 自然人: 'person', 个人客户: 'person', 企业: 'firm', 公司: 'firm', 法人: 'firm' };
const documentAliases: Readonly<Record<string, keyof typeof documentKinds>> = {
  身份证: 'identityCard',
  港澳通行证: 'hkMacaoPermit',
  台胞证: 'taiwanPermit',
  其他: 'other',
};

/**
 * The party a row describes, or undefined when it names none.
 *
 * Without an id of its own a party gets one from where it stands and its name: the same row gives the same id in whatever order rows come, and another name
 * is another party. The phone number takes no part in it, because a short hash of a phone number gives the number away.
 */
export function partyEntry(cells: Cells, columns: PartyColumns, at: string): RowEntry | undefined {
  const given = cells.id(columns.id);
  const phones = cells.personal(columns.phone, 'phone', 5);
  const documents = documentsIn(cells, columns);
  const kind = columns.kind ? cells.choice(columns.kind, partyKinds, kindAliases) : undefined;
  const name = cells.text(columns.name, 60);
  if (name === undefined) {
    if (given !== undefined || phones.length > 0 || documents.length > 0) cells.complain(columns.name, 'cell.missing');
    return undefined;
  }
  const [phone] = phones;
  return {
    contract: party,
    id: given ?? proposedId(at, name),
    command: 'enrol',
    input: { name, ...(kind ? { kind } : {}), ...(phones.length > 0 ? { phones } : {}), ...(documents.length > 0 ? { documents } : {}) },
    columns: { name: columns.name, phones: columns.phone, documents: columns.documentNumber, ...(columns.kind ? { kind: columns.kind } : {}) },
    ...(given === undefined && phone !== undefined ? { match: { kind: 'phone', phone: new Plain('phone', phone), name } } : {}),
  };
}

function documentsIn(cells: Cells, columns: PartyColumns): readonly { kind: string; number: string }[] {
  const kind = cells.choice(columns.documentKind, documentKinds, documentAliases) ?? 'identityCard';
  return cells.personal(columns.documentNumber, 'identity', 3).map((number) => ({ kind, number }));
}

/** The letter keeps an id whose mark happens to be all digits from looking like a phone number. */
function proposedId(at: string, name: string): string {
  const mark = createHash('sha256').update(nameTerm(name)).digest('hex').slice(0, 8);
  return `${at.slice(0, 54)}-k${mark}`;
}
