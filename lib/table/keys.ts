import type { Company } from '../kernel/actor.ts';

/**
 * The key grammar of the single table; the only place that writes a key.
 *
 * | asked for | pk | sk |
 * |---|---|---|
 * | company, its key ring, its projects | `T#t` | `COMPANY`, `KEYS`, `PROJECT#p` |
 * | member (任职) | `T#t#MEMBER#person` | `MEMBER` |
 * | register record | `T#t#P#p#R#register` | record id |
 * | case, its parts | `T#t#P#p#C#id` | `CASE`, `PART#kind#id` |
 * | history of a case or record | `T#t#P#p#C#id` or `T#t#P#p#C#register:id` | `H#000001`; refusals `X#instant#nonce` |
 * | where a state machine waits for a stage of an approval | `T#t#P#p#C#id` | `STAGE#001#hash of the token` |
 * | exclusive right, calendar of a resource | `T#t#P#p#CLAIM#name` | `HOLD`, `CALENDAR` |
 * | finding by phone hash, name, tag … | `T#t#FIND#kind#value` | `p#register#id` |
 * | answered request | `T#t#ONCE#key` | `ONCE` |
 * | numbers a person has tried to find people by | `T#t#GUESS#person` | `whole#2026-07-01T10`, `whole#2026-07-01` |
 * | next number of a day | `T#t#P#p#SEQ#prefix` | `20260701` |
 * | bill, balance of a household (户账) | `T#t#P#p#U#unit` | `BILL#period#class#charge#0000`, `BALANCE#kind#id` |
 * | balance of no unit | `T#t#P#p#MONEY#kind` | `BALANCE#kind#id` |
 * | what an entry did to a balance | as the balance | `MOVE#kind#id#2026-07-14#entry` |
 * | book of a year, its entries, its finished days, what was taken back of an entry | `T#t#P#p#BOOK#2026#name` | `BOOK`, `E#00000012`, `DAY#2026-07-14`, `BACK#00000012` |
 * | how often the receipt of an entry was printed (打印记录) | `T#t#P#p#BOOK#2026#name` | `PRINT#00000012` |
 * | totals of a day and book | `T#t#P#p#TOTALS` | `2026-07-14#book` |
 * | money that came by a channel, by the channel's own number | `T#t#EXTERNAL#channel#number` | `PAID` |
 * | totals of finished months: by month of booking, by year of the bills' months, by account | `T#t#P#p#TOTALS` | `MONTH#2026-07`, `BILLED#2026`, `ACCOUNTS` |
 * | what the hourly check has found (余额核对) | `T#t#P#p#TOTALS` | `CHECK#2026-07-14` |
 * | job run and its chunks | `T#t#P#p#RUN#job#run` | `RUN`, `CHUNK#00001` |
 * | billing runs of a month (出账批次) | `T#t#P#p#RUN#billing#periods` | `PERIOD#2026-07` |
 * | what somebody has used up of a limit (限次) | `T#t#LIMIT#kind#who` | `LIMIT` |
 * | what a party was told once (已提醒) | `T#t#P#p#TOLD#party` | `type#period` |
 * | sign-in of an issuer, before its company is known | `LOGIN#hash` | `LOGIN`, `TRIES` |
 * | a payment provider's merchant, before its company is known (商户目录) | `MERCHANT#channel#hash` | company |
 * | inbox of a person, a position, a party | `T#t#INBOX#PERSON#…`, `…#POS#project#position`, `…#PARTY#project#id` | hash of (type, party, project, object, period) |
 *
 * | index | pk | sk | answers |
 * |---|---|---|---|
 * | queue | `T#t#P#p#Q#kind` | `open#state#due#id`, `closed#state#day#id` | a state, all open, overdue of a state |
 * | queue | `T#t#P#p#Q#bill#0–7` | `open#due#bill`: open bills, oldest first |
 * | queue | `T#t#P#p#Q#balance#kind` | `open#unit#id`: money held for others |
 * | about | `T#t#P#p#U#unit` | `kind#id` | everything about a household |
 * | mine | `T#t#WHO#person`, `T#t#WHO#…#INBOX` | due or time | my work, my inbox |
 * | log | `T#t#P#p#LOG` | `open#due#kind#id`, `closed#instant#kind#id` | all cases of a project, overdue first; the closed ones, newest first |
 * | due | `DUE#0–3`, `DUE#U0–1` (urgent), `DIR#project` | instant#record, company#project | the sweep, the directory; system functions only |
 *
 * The company stands first in every table key but a sign-in's and a merchant's and in every index key but `due`, so that a policy on leading keys can hold a function to one company.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Where a record of some kind lives. */
export type Place = 'company' | 'project' | 'member' | 'register' | 'case';

/** Names a record: project (`hq` for the company's own), kind and id. */
export interface Ref {
  readonly project: string;
  readonly kind: string;
  readonly id: string;
}

const root = (company: Company) => `T#${company}`;
const inProject = (company: Company, project: string) => `T#${company}#P#${project}`;

export function recordKey(company: Company, place: Place, ref: Ref): Key {
  switch (place) {
    case 'company':
      return { pk: root(company), sk: 'COMPANY' };
    case 'project':
      return { pk: root(company), sk: `PROJECT#${ref.id}` };
    case 'member':
      return { pk: `${root(company)}#MEMBER#${ref.id}`, sk: 'MEMBER' };
    case 'register':
      return { pk: `${inProject(company, ref.project)}#R#${ref.kind}`, sk: ref.id };
    case 'case':
      return { pk: casePartition(company, place, ref), sk: 'CASE' };
  }
}

/** The partition of a record's history and parts. */
export function casePartition(company: Company, place: Place, ref: Ref): string {
  return `${inProject(company, ref.project)}#C#${place === 'case' ? ref.id : `${ref.kind}:${ref.id}`}`;
}

export const historyKey = (partition: string, seq: number): Key => ({ pk: partition, sk: `H#${String(seq).padStart(6, '0')}` });
export const refusalKey = (partition: string, at: string, nonce: string): Key => ({ pk: partition, sk: `X#${at}#${nonce}` });
export const partKey = (partition: string, kind: string, id: string): Key => ({ pk: partition, sk: `PART#${kind}#${id}` });
export const stageKey = (partition: string, stage: number, hash: string): Key => ({ pk: partition, sk: `STAGE#${String(stage).padStart(3, '0')}#${hash}` });

export const keyRingKey = (company: Company): Key => ({ pk: root(company), sk: 'KEYS' });
export const projectsPrefix = (company: Company): { pk: string; prefix: string } => ({ pk: root(company), prefix: 'PROJECT#' });
export const registerPartition = (company: Company, project: string, kind: string): string => `${inProject(company, project)}#R#${kind}`;
export const holdKey = (company: Company, project: string, name: string): Key => ({ pk: `${inProject(company, project)}#CLAIM#${name}`, sk: 'HOLD' });
export const calendarKey = (company: Company, project: string, name: string): Key => ({ pk: `${inProject(company, project)}#CLAIM#${name}`, sk: 'CALENDAR' });
/** People's words may hold a `#`, which divides our keys. */
export const findPartition = (company: Company, term: { kind: string; value: string }): string =>
  `${root(company)}#FIND#${term.kind}#${term.value.replaceAll('#', '＃')}`;
/** What one project has under a word, of all kinds or of one: the whole company's pointers lie together, so headquarters ask the partition without a prefix. */
export const findPrefix = (company: Company, project: string, term: { kind: string; value: string }, kind?: string): { pk: string; prefix: string } => ({
  pk: findPartition(company, term),
  prefix: kind === undefined ? `${project}#` : `${project}#${kind}#`,
});
export const findKey = (company: Company, term: { kind: string; value: string }, ref: Ref): Key => ({
  pk: findPartition(company, term),
  sk: `${ref.project}#${ref.kind}#${ref.id}`,
});
export const onceKey = (company: Company, key: string): Key => ({ pk: `${root(company)}#ONCE#${key}`, sk: 'ONCE' });
export const guessKey = (company: Company, person: string, kind: string, period: string): Key => ({
  pk: `${root(company)}#GUESS#${person}`,
  sk: `${kind}#${period}`,
});
/** `who` is a person, or personal data as its keyed hash. */
export const limitKey = (company: Company, kind: string, who: string): Key => ({ pk: `${root(company)}#LIMIT#${kind}#${who}`, sk: 'LIMIT' });
/** The directory of sign-ins (登录目录) and what each has tried; reached in a function's own name, never in a company's. */
export const loginKey = (hash: string): Key => ({ pk: `LOGIN#${hash}`, sk: 'LOGIN' });
export const loginTriesKey = (hash: string): Key => ({ pk: `LOGIN#${hash}`, sk: 'TRIES' });
/** The directory of merchants (商户目录); reached in a function's own name, never in a company's. */
export const merchantPartition = (channel: string, hash: string): string => `MERCHANT#${channel}#${hash}`;
export const merchantKey = (channel: string, hash: string, company: string): Key => ({ pk: merchantPartition(channel, hash), sk: company });
export const sequenceKey = (company: Company, project: string, prefix: string, day: string): Key => ({
  pk: `${inProject(company, project)}#SEQ#${prefix}`,
  sk: day,
});
export const runPartition = (company: Company, project: string, job: string, run: string): string => `${inProject(company, project)}#RUN#${job}#${run}`;
export const runKey = (company: Company, project: string, job: string, run: string): Key => ({ pk: runPartition(company, project, job, run), sk: 'RUN' });
export const chunkKey = (company: Company, project: string, job: string, run: string, chunk: number): Key => ({
  pk: runPartition(company, project, job, run),
  sk: `CHUNK#${String(chunk).padStart(5, '0')}`,
});

/** Months that have been billed lie together, so that one question lists them. */
export const billedPeriodsPartition = (company: Company, project: string): string => runPartition(company, project, 'billing', 'periods');
export const billedPeriodKey = (company: Company, project: string, period: string): Key => ({
  pk: billedPeriodsPartition(company, project),
  sk: `PERIOD#${period}`,
});

/** An inbox belongs to a person, to whoever holds a position in a project, or to a party (客户) of a project. */
export type Addressee =
  | { readonly person: string }
  | { readonly position: string; readonly project: string }
  | { readonly party: string; readonly project: string };

function addressee(to: Addressee): string {
  if ('person' in to) return `PERSON#${to.person}`;
  return 'position' in to ? `POS#${to.project}#${to.position}` : `PARTY#${to.project}#${to.party}`;
}

export const inboxKey = (company: Company, to: Addressee, hash: string): Key => ({ pk: `${root(company)}#INBOX#${addressee(to)}`, sk: hash });

export const queuePartition = (company: Company, project: string, kind: string): string => `${inProject(company, project)}#Q#${kind}`;
export const aboutPartition = (company: Company, project: string, unit: string): string => `${inProject(company, project)}#U#${unit}`;
export const logPartition = (company: Company, project: string): string => `${inProject(company, project)}#LOG`;
export const minePartition = (company: Company, person: string): string => `${root(company)}#WHO#${person}`;
export const inboxIndexPartition = (company: Company, to: Addressee): string => `${root(company)}#WHO#${addressee(to)}#INBOX`;

/** The project an item of a project lies in, as its key says; index entries carry no more than their key and card. */
export const projectOf = ({ pk }: Key): string => pk.split('#')[3] ?? '';

/** Shards of the due index: the urgent ones are swept first and are few. */
export const dueShards: readonly string[] = ['DUE#U0', 'DUE#U1', 'DUE#0', 'DUE#1', 'DUE#2', 'DUE#3'];
/** Lists every project of every company without a scan; the planner reads it. */
export const projectDirectory = 'DIR#project';

/** The shard of a record: by its id, so that a company's thousand timers spread. */
export function dueShard(ref: Ref, urgent: boolean): string {
  let sum = 0;
  for (const character of ref.id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return urgent ? `DUE#U${sum % 2}` : `DUE#${sum % 4}`;
}

/** Sort key of a due entry; read back with {@link parseDue}. */
export const dueSort = (at: string, company: Company, ref: Ref): string => [at, company, ref.project, ref.kind, ref.id].join('#');

/** What a due or directory entry names. The ids hold no `#`, so the split is exact. */
export function parseDue(sk: string): { at: string; company: string; ref: Ref } {
  const [at = '', company = '', project = '', kind = '', id = ''] = sk.split('#');
  return { at, company, ref: { project, kind, id } };
}

/** The household's money: its bills and balances lie together, so that one query shows what it owes and owns. */
export const householdPartition = (company: Company, project: string, unit: string): string => `${inProject(company, project)}#U#${unit}`;

interface BillKeyParts {
  readonly unit: string;
  readonly period: string;
  readonly feeClass: string;
  readonly charge: string;
  readonly revision: number;
}

export const billKey = (company: Company, project: string, { unit, period, feeClass, charge, revision }: BillKeyParts): Key => ({
  pk: householdPartition(company, project, unit),
  sk: `BILL#${period}#${feeClass}#${charge}#${String(revision).padStart(4, '0')}`,
});

export const balanceKey = (company: Company, project: string, { kind, unit, id }: { kind: string; unit?: string | undefined; id: string }): Key => ({
  pk: unit === undefined ? `${inProject(company, project)}#MONEY#${kind}` : householdPartition(company, project, unit),
  sk: `BALANCE#${kind}#${id}`,
});

/** One line of a balance's account, beside the balance: in order of its days. */
export const moveKey = (
  company: Company,
  project: string,
  balance: { kind: string; unit?: string | undefined; id: string },
  { day, entry }: { day: string; entry: string },
): Key => ({ pk: balanceKey(company, project, balance).pk, sk: `MOVE#${balance.kind}#${balance.id}#${day}#${entry}` });

export const bookPartition = (company: Company, project: string, { year, book }: { year: string; book: string }): string =>
  `${inProject(company, project)}#BOOK#${year}#${book}`;
const number8 = (seq: number): string => String(seq).padStart(8, '0');
export const bookKey = (pk: string): Key => ({ pk, sk: 'BOOK' });
export const entryKey = (pk: string, seq: number): Key => ({ pk, sk: `E#${number8(seq)}` });
export const dayKey = (pk: string, day: string): Key => ({ pk, sk: `DAY#${day}` });
export const backKey = (pk: string, seq: number): Key => ({ pk, sk: `BACK#${number8(seq)}` });
export const printKey = (pk: string, seq: number): Key => ({ pk, sk: `PRINT#${number8(seq)}` });
export const totalsPartition = (company: Company, project: string): string => `${inProject(company, project)}#TOTALS`;
export const totalsKey = (company: Company, project: string, day: string, book: string): Key => ({
  pk: totalsPartition(company, project),
  sk: `${day}#${book}`,
});

/** What is folded begins with a letter and stands behind the days: what is left of them, with `ACCOUNTS`, is one range. */
export const monthTotalsKey = (company: Company, project: string, month: string): Key => ({ pk: totalsPartition(company, project), sk: `MONTH#${month}` });
export const billedTotalsKey = (company: Company, project: string, year: string): Key => ({ pk: totalsPartition(company, project), sk: `BILLED#${year}` });
export const accountTotalsKey = (company: Company, project: string): Key => ({ pk: totalsPartition(company, project), sk: 'ACCOUNTS' });
export const balanceCheckKey = (company: Company, project: string, day: string): Key => ({ pk: totalsPartition(company, project), sk: `CHECK#${day}` });

/** One transaction of a channel is one payment, in whichever project and however often it is told. */
export const externalKey = (company: Company, channel: string, number: string): Key => ({ pk: `${root(company)}#EXTERNAL#${channel}#${number}`, sk: 'PAID' });

/** Partitions of the open bills of a project. */
export const billShards = 8;
export const openBillPartition = (company: Company, project: string, shard: number): string => `${queuePartition(company, project, 'bill')}#${shard}`;
/** The bills of a unit stand in one shard, so that a question about one household asks one. */
export function billShard(unit: string): number {
  let sum = 0;
  for (const character of unit) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % billShards;
}
export const balancesPartition = (company: Company, project: string, kind: string): string => `${queuePartition(company, project, 'balance')}#${kind}`;
/** What a payer was told, or was told of him, once for each type and period: the item carries the notice. */
export const toldKey = (company: Company, project: string, { party, type, period }: { party: string; type: string; period: string }): Key => ({
  pk: `${inProject(company, project)}#TOLD#${party}`,
  sk: `${type}#${period}`,
});
