import { sumOf } from '../kernel/money.ts';
import { type Bill, type BillLine, openFen, settledFen } from '../ledger/bill.ts';
import { lateFee } from '../ledger/late-fee.ts';
import { type LimitationEvent, limitationOf } from '../ledger/limitation.ts';
import { billId } from '../ledger/names.ts';

/** A document of the house that belongs into the pack, by its number and file. */
export interface PackDocument {
  readonly id: string;
  readonly title: string;
  readonly on: { readonly kind: string; readonly id: string };
  readonly at: string;
}

/** The price a bill was made by: tariff, edition, and its publication (L07). */
export interface PackTariff {
  readonly tariff: string;
  readonly edition: number;
  readonly title?: string | undefined;
  readonly publishedOn?: string | undefined;
}

/** One step of the demand chain (催缴记录) with its evidence. */
export interface PackDemand {
  readonly case: string;
  readonly step: string;
  readonly on: string;
  readonly by: readonly string[];
  readonly result: string;
  readonly evidence: readonly string[];
  /** Whether it interrupted the limitation. */
  readonly interrupts: boolean;
}

/** A bill as the court is shown it. */
export interface PackBill {
  readonly bill: string;
  readonly title: string;
  readonly period: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly issuedFen: number;
  readonly paidFen: number;
  readonly openFen: number;
  readonly lateFen: number;
  /** How each fen was computed. */
  readonly lines: readonly (BillLine & { readonly formula: string })[];
  readonly payments: readonly { readonly entry: string; readonly on: string; readonly fen: number; readonly as: string }[];
  readonly limitation: { readonly expiresOn: string; readonly expired: boolean; readonly events: readonly LimitationEvent[] };
}

/** What a pack is put together from. */
export interface PackFacts {
  readonly company: string;
  readonly project: string;
  readonly unit: string;
  readonly on: string;
  readonly payers: readonly { readonly id: string; readonly name: string }[];
  readonly bills: readonly Bill[];
  readonly demands: readonly PackDemand[];
  readonly documents: readonly PackDocument[];
  readonly tariffs: readonly PackTariff[];
}

/** What is still missing in the file, in the words of the clerk who has to find it. */
export interface PackGap {
  readonly code: 'contract' | 'tariff' | 'letter' | 'service' | 'limitation';
  readonly text: string;
}

/** The litigation pack (诉讼材料包) of a household, as data; whoever renders it makes files of it. */
export interface LitigationPack extends Omit<PackFacts, 'bills'> {
  readonly bills: readonly PackBill[];
  readonly totals: { readonly openFen: number; readonly lateFen: number; readonly allFen: number };
  /** The first day on which a part of the claim can no longer be enforced (L20). */
  readonly expiresOn?: string | undefined;
  readonly gaps: readonly PackGap[];
}

/** Puts the litigation pack together (诉讼材料): contract, tariff, bills with their formulas, payments, service evidence, demand chain, limitation. Pure. */
export function litigationPack(facts: PackFacts): LitigationPack {
  const open = facts.bills.filter((bill) => bill.state === 'open' && openFen(bill) > 0 && bill.dueOn < facts.on);
  const bills = open.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0)).map((bill) => packBill(bill, facts.on));
  const sum = (part: (bill: PackBill) => number): number => sumOf(bills.map(part));
  const totals = { openFen: sum((bill) => bill.openFen), lateFen: sum((bill) => bill.lateFen), allFen: sum((bill) => sumOf([bill.openFen, bill.lateFen])) };
  const expiresOn = bills.map(({ limitation }) => limitation.expiresOn).toSorted()[0];
  return { ...facts, bills, totals, ...(expiresOn ? { expiresOn } : {}), gaps: gapsOf(facts, bills) };
}

function packBill(bill: Bill, on: string): PackBill {
  const { expiresOn, events } = limitationOf(bill);
  const stillOpen = openFen(bill);
  return {
    bill: billId(bill),
    title: bill.title,
    period: bill.period,
    issuedOn: bill.issuedOn,
    dueOn: bill.dueOn,
    issuedFen: bill.issuedFen,
    paidFen: settledFen(bill),
    openFen: stillOpen,
    lateFen: lateFee(bill, on).openFen,
    lines: bill.lines.map((line) => ({ ...line, formula: formulaOf(line) })),
    payments: bill.paid.map(({ entry, valueOn, fen, as }) => ({ entry, on: valueOn, fen, as })),
    limitation: { expiresOn, expired: on > expiresOn, events },
  };
}

/** A number of parts as a decimal, exactly: 9875 of 100 is 98.75. */
function decimal(parts: number, scale: number): string {
  const digits = String(scale).length - 1;
  const text = String(Math.abs(parts)).padStart(digits + 1, '0');
  const whole = `${parts < 0 ? '-' : ''}${digits === 0 ? text : text.slice(0, -digits)}`;
  const rest = digits === 0 ? '' : text.slice(-digits).replace(/0+$/, '');
  return rest === '' ? whole : `${whole}.${rest}`;
}

/** The formula of a line as people check it (计费公式): 98.75㎡ × 2.38元 × 15/31天 = 113.73元. */
export function formulaOf(line: BillLine): string {
  const { quantity, scale = 1, unitName = '', priceE4, months, days, factorPermille, share } = line;
  const factors = [
    ...(share ? [`${decimal(share.wholeFen, 100)}元 × ${share.weight}/${share.weights}`] : []),
    ...(quantity === undefined || share ? [] : [`${decimal(quantity, scale)}${unitName}`]),
    ...(priceE4 === undefined || share ? [] : [`${decimal(priceE4, 10_000)}元`]),
    ...(months === undefined ? [] : [`${months}个月`]),
    ...(days === undefined || days.charged === days.of ? [] : [`${days.charged}/${days.of}天`]),
    ...(factorPermille === undefined || factorPermille === 1000 ? [] : [`${decimal(factorPermille, 10)}%`]),
  ];
  const result = `${decimal(line.fen, 100)}元`;
  return factors.length === 0 ? result : `${factors.join(' × ')} = ${result}`;
}

/** What a court would ask for and the file does not have. */
function gapsOf({ documents, demands, tariffs, on }: PackFacts, bills: readonly PackBill[]): readonly PackGap[] {
  const named = (words: RegExp) => documents.some(({ title }) => words.test(title));
  const priced = bills.flatMap(({ lines }) => lines.flatMap(({ tariff }) => tariff ?? []));
  const unpublished = priced.some((id) => tariffs.find(({ tariff }) => tariff === id)?.publishedOn === undefined);
  const late = bills.filter(({ limitation }) => limitation.expired).length;
  return [
    ...(named(/合同|协议/) ? [] : [{ code: 'contract' as const, text: '房屋或客户名下没有物业服务合同，请补充上传' }]),
    ...(priced.length > 0 && !unpublished ? [] : [{ code: 'tariff' as const, text: '部分账单没有公示过的收费标准版本，请补充计费依据' }]),
    ...(demands.some(({ step, evidence }) => /函/.test(step) && evidence.length > 0)
      ? []
      : [{ code: 'letter' as const, text: '没有送达的书面催缴函，不能起诉（民法典第944条）' }]),
    ...(named(/巡查|巡视|保洁|维修|服务(?!合同|协议)/) ? [] : [{ code: 'service' as const, text: '没有服务履行证据，请补充巡查、保洁、维修等记录' }]),
    ...(late === 0 ? [] : [{ code: 'limitation' as const, text: `截至 ${on} 有 ${late} 笔账单已过诉讼时效，对方可据此抗辩` }]),
  ];
}
