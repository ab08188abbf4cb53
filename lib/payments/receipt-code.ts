import type { Desk } from '../cases/desk.ts';
import { type Company, provenCompany } from '../kernel/actor.ts';
import { type CompanyKeys, signText, verifyText } from '../kernel/company-key.ts';
import { idPattern } from '../kernel/schema.ts';
import { type EntryName, entryId, entryNamed } from '../ledger/names.ts';

/** What a receipt's public code stands for: an entry of a project's book. */
export interface ReceiptRef extends EntryName {
  readonly company: Company;
  readonly project: string;
}

const purpose = 'receipt';

const textOf = ({ company, project, ...entry }: ReceiptRef): string => [company, project, entryId(entry)].join('~');

/**
 * The code printed on a receipt (验真码): what it names, signed with the company's key, so that anybody may ask whether a receipt is ours and nobody can make one up. The
 * company stands in it readably, because its key has to be found before the code can be checked.
 */
export function receiptCode(keys: CompanyKeys, ref: ReceiptRef): string {
  return signText(keys, purpose, textOf(ref));
}

/** The code of an entry of a desk's company. */
export async function codeOfEntry(desk: Pick<Desk, 'company' | 'keys'>, project: string, { year, book, seq }: EntryName): Promise<string> {
  return receiptCode(await desk.keys(), { company: desk.company, project, year, book, seq });
}

/** Whose receipt a code says it is; believed only once {@link verifiedReceipt} has seen that company's key. */
export function companyOfCode(code: string): Company | undefined {
  return refIn(Buffer.from(code.split('.')[2] ?? '', 'base64url').toString('utf8'))?.company;
}

/** What a code stands for; undefined when it was not made with this company's key. */
export function verifiedReceipt(keys: CompanyKeys, company: Company, code: string): ReceiptRef | undefined {
  const payload = code.length <= 600 ? verifyText(keys, purpose, code) : undefined;
  const ref = payload === undefined ? undefined : refIn(payload);
  return ref?.company === company ? ref : undefined;
}

function refIn(payload: string): ReceiptRef | undefined {
  const [company = '', project = '', ...rest] = payload.split('~');
  const entry = entryNamed(rest.join('~'));
  if (!entry || !idPattern.test(company) || !idPattern.test(project)) return undefined;
  return { company: provenCompany(company), project, ...entry };
}
