import * as z from 'zod';
import { asOf, contract, type Read } from '../../cases/contract.ts';
import { count, dateText, id, instantText, text } from '../../kernel/schema.ts';
import { relationsOn, type UnitRecord } from '../unit/contract.ts';
import { type Custody, KeyKind, type KeySet, keyCount, type Mandate } from './record.ts';

export { custodyTitles, KeyKind } from './record.ts';

/** A written mandate (委托书) as a clerk enters it; `to` is its last day. */
export const MandateInput = z
  .strictObject({
    from: dateText().meta({ title: '委托起' }),
    to: dateText().meta({ title: '委托止' }),
    document: text(60).meta({ title: '委托书' }),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'] });

const owner = () => id().optional().meta({ title: '业主编号' });
const unit = () => id().optional().meta({ title: '房号' });
const note = () => text(200).optional().meta({ title: '备注' });

/** `put`: replaces what describes the set; where the keys are is never put, it follows from what happened to them. */
export const KeySetInput = z.strictObject({
  count: keyCount().meta({ title: '数量' }),
  cabinet: text(30).meta({ title: '钥匙柜' }),
  kind: KeyKind,
  unit: unit(),
  owner: owner(),
  mandate: MandateInput.optional(),
  note: note(),
});
/** See the schema. */
export type KeySetInput = z.output<typeof KeySetInput>;

const CheckOut = z.strictObject({ loan: id(), borrower: text(60), due: instantText() });
const CheckIn = z.strictObject({ loan: id(), count: keyCount() });
const LoseOnLoan = z.strictObject({ loan: id(), left: count(0, 98), note: text(300).optional() });
const SettleLoss = z.strictObject({
  loan: id(),
  outcome: z.enum(['lockReplaced', 'cancelled', 'found']),
  note: text(300).optional(),
  responsible: text(60).optional(),
});
const FlagDiscrepancy = z.strictObject({ keyCount: id(), seen: count(0, 999) });
/** What a difference turned out to be: all keys are where the books say, the books had a wrong number, or keys are lost. */
export const Finding = z
  .enum(['restored', 'corrected', 'lost'])
  .meta({ title: '结论', titles: { restored: '账实已相符', corrected: '更正数量', lost: '丢失' } });
const Explain = z.strictObject({ finding: Finding, keys: keyCount().optional(), note: text(300) });

/** Hand-over (移交) of a set to its owner or the one he has mandated. */
export const HandOver = z.strictObject({
  recipient: id().meta({ title: '领取人（客户编号）' }),
  capacity: z.enum(['owner', 'mandated']).meta({ title: '身份', titles: { owner: '业主', mandated: '受托人' } }),
  mandate: MandateInput.optional(),
  signature: text(60).meta({ title: '移交签收表' }),
  unitHandover: z
    .strictObject({ document: text(60), signedAt: instantText() })
    .optional()
    .meta({ title: '房屋交付签字' }),
});
/** See the schema. */
export type HandOver = z.output<typeof HandOver>;

/** What others know of the key register (钥匙台账), and what loans and counts order from it. There is no `copyKey`: keys are never copied (禁止复制). */
export const keySet = contract<KeySet>()({
  name: 'key-set',
  title: '钥匙',
  commands: {
    put: KeySetInput,
    enrol: z.strictObject({ ...KeySetInput.shape }),
    handOver: HandOver,
    checkOut: CheckOut,
    checkIn: CheckIn,
    loseOnLoan: LoseOnLoan,
    settleLoss: SettleLoss,
    flagDiscrepancy: FlagDiscrepancy,
    explain: Explain,
  },
});

/** A line of the whole register. */
export interface ListedKeySet {
  readonly id: string;
  readonly record: KeySet;
}

const keySetList = contract<readonly ListedKeySet[]>()({ name: 'key-set', title: '钥匙', commands: {} });

/**
 * The whole register of the project in one read, for a count that has to know what it has not seen. The id `*` is no id a user can give: the walk
 * answers it with one query of the register's partition.
 */
export function everyKeySet(): Read<readonly ListedKeySet[]> {
  return asOf(keySetList, '*');
}

/** Whether the mandate holds on that day: from its first day through its last; the day after, it is expired. */
export function mandateHolds(mandate: Pick<Mandate, 'from' | 'to'> | undefined, today: string): boolean {
  return mandate !== undefined && mandate.from <= today && today <= mandate.to;
}

/** Keys of the set that hang in the cabinet by the books: register = cabinet + loans + handed over. */
export function expectedInCabinet(set: KeySet): number {
  if (set.state === 'writtenOff') return 0;
  return inCabinetBy(set.state === 'discrepancy' ? set.was : set, set.count);
}

function inCabinetBy(custody: Custody | Exclude<KeySet, { state: 'writtenOff' | 'discrepancy' }>, keys: number): number {
  switch (custody.state) {
    case 'inCabinet':
      return keys;
    case 'out':
      return custody.back;
    case 'handedOver':
      return 0;
    case 'lost':
      return custody.loss.left;
  }
}

/**
 * Whose keys they are today: the unit's present owners, or the party the register names where no unit tells. A former owner's word ends
 * with the sale, whatever the tag's record still says.
 */
export function ownersOfKeys(set: { readonly owner?: string | undefined }, household: UnitRecord | undefined, today: string): readonly string[] {
  const owners = household ? relationsOn(household, today).flatMap(({ role, party }) => (role === 'owner' ? [party] : [])) : [];
  if (owners.length > 0) return [...new Set(owners)];
  return set.owner === undefined ? [] : [set.owner];
}
