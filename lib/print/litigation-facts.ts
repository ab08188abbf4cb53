import { definitionOf } from '../cases/desk.ts';
import { fromItem, historyPartition } from '../cases/stored.ts';
import { fetchItems, keyOf, refFor, type Work } from '../cases/work.ts';
import { type LitigationPack, litigationPack, type PackDemand, type PackDocument, type PackTariff } from '../dunning/litigation-pack.ts';
import { civilDate } from '../kernel/calendar.ts';
import type { Bill } from '../ledger/bill.ts';
import { tariff } from '../registers/tariff/contract.ts';
import { aboutPartition, findPrefix } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import { document } from '../workflows/document/contract.ts';
import type { Document } from '../workflows/document/record.ts';
import { ownerWord } from '../workflows/document/rules.ts';
import { type DunningStep, dunning } from '../workflows/dunning/contract.ts';
import { callResults, paperKinds, serviceWays, visitResults } from '../workflows/dunning/vocabulary.ts';
import { householdMoney, letterhead, namesOf, records } from './facts.ts';
import type { Letterhead } from './wording.ts';

/** A document of the pack with what its file is. */
export interface PackFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Everything a pack is made of: the words, and the files beside them. */
export interface PackMaterial {
  readonly head: Letterhead;
  readonly pack: LitigationPack;
  readonly files: readonly PackFile[];
  readonly bills: readonly Bill[];
}

/** Cases of a household that are looked into; nobody is dunned more often. */
const mostCases = 50;

/** Collects what a suit needs of a household (诉讼材料): bills, demands with their evidence, documents, published prices. */
export async function litigationFacts(work: Work, unit: string): Promise<PackMaterial> {
  const { bills } = await householdMoney(work, unit);
  const payers = [...new Set(bills.filter(({ state }) => state === 'open').map(({ payer }) => payer))];
  const cases = await dunningCases(work, unit);
  const owners = [{ kind: 'unit', id: unit }, ...payers.map((id) => ({ kind: 'party', id })), ...cases.map((id) => ({ kind: dunning.name, id }))];
  const [head, names, documents, demands, tariffs] = await Promise.all([
    letterhead(work),
    namesOf(work, payers),
    Promise.all(owners.map((owner) => documentsOf(work, owner))),
    Promise.all(cases.map((id) => demandsOf(work, id))),
    tariffsOf(work, bills),
  ]);
  const found = documents.flat();
  const pack = litigationPack({
    company: head.company,
    project: head.project,
    unit,
    on: work.today,
    payers: payers.map((id) => ({ id, name: names(id) })),
    bills,
    demands: demands.flat().toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
    documents: found.map(({ document: one }) => one),
    tariffs,
  });
  return { head, pack, files: found.map(({ file }) => file), bills };
}

/** Numbers of all dunning cases of the unit, ended ones too: an old letter is evidence still. */
async function dunningCases({ desk, project }: Work, unit: string): Promise<readonly string[]> {
  const question = { index: 'about', pk: aboutPartition(desk.company, project, unit), prefix: `${dunning.name}#`, limit: mostCases } as const;
  return (await desk.table.query(question)).items.map((item) => (item['card'] as { id: string }).id);
}

async function demandsOf(work: Work, id: string): Promise<readonly PackDemand[]> {
  const definition = definitionOf(work.desk, dunning);
  const pk = historyPartition(work.desk.company, definition, refFor(definition, work.project, id));
  const { items } = await work.desk.table.query({ pk, prefix: 'PART#step#', limit: 500 });
  return items.map((item) => demandOf(id, item['data'] as DunningStep));
}

const stepTitles: Readonly<Record<DunningStep['step'], string>> = {
  call: '电话催缴',
  visit: '上门催缴',
  paper: '书面送达',
  promise: '承诺付款',
  suit: '起诉/仲裁',
};

function demandOf(number: string, { step, on, by, visitors, paper, how, result, until, promisedOn, note, evidence, interrupts }: DunningStep): PackDemand {
  const said = [
    how && serviceWays[how],
    result && (({ ...callResults, ...visitResults } as Readonly<Record<string, string>>)[result] ?? result),
    until && `履行期限至 ${until}`,
    promisedOn && `承诺 ${promisedOn} 付款`,
    note,
  ];
  return {
    case: number,
    step: paper ? paperKinds[paper] : stepTitles[step],
    on,
    by: visitors ?? [by],
    result: said.filter((part) => part !== undefined && part !== '').join('；'),
    evidence,
    interrupts: interrupts > 0,
  };
}

async function documentsOf(work: Work, owner: { readonly kind: string; readonly id: string }): Promise<readonly { document: PackDocument; file: PackFile }[]> {
  const definition = definitionOf(work.desk, document);
  const pointers = await work.desk.table.query({
    ...findPrefix(work.desk.company, work.project, { kind: 'on', value: ownerWord(owner) }, document.name),
    limit: 100,
  });
  const refs = pointers.items.map(({ id }) => refFor(definition, work.project, String(id)));
  await fetchItems(
    work,
    refs.map((ref) => keyOf(work, definition, ref)),
  );
  return refs.flatMap((ref) => {
    const item = work.items.get(keyText(keyOf(work, definition, ref)));
    if (!item) return [];
    const { record, openedAt } = fromItem(definition, item);
    const one = record as Document;
    if (one.state !== 'stored') return [];
    const at = civilDate(openedAt, work.policy.timeZone);
    return [{ document: { id: ref.id, title: one.name, on: owner, at }, file: { id: ref.id, name: one.name, type: one.type, ...one.kept } }];
  });
}

/** The published editions the bills were made by (L07). */
async function tariffsOf(work: Work, bills: readonly Bill[]): Promise<readonly PackTariff[]> {
  const named = new Map(
    bills.flatMap(({ lines }) =>
      lines.flatMap(({ tariff: id, edition }) => (id === undefined || edition === undefined ? [] : [[`${id} ${edition}`, { id, edition }] as const])),
    ),
  );
  const known = await records(
    work,
    tariff,
    [...named.values()].map(({ id }) => id),
  );
  return [...named.values()].map(({ id, edition }) => {
    const record = known.get(id);
    const published = record?.editions.find(({ number }) => number === edition)?.publication;
    return { tariff: id, edition, ...(record ? { title: record.title } : {}), ...(published ? { publishedOn: published.on } : {}) };
  });
}
