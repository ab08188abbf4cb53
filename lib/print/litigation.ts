import { strToU8, type Zippable, zipSync } from 'fflate';
import type { Desk } from '../cases/desk.ts';
import { definitionOf } from '../cases/desk.ts';
import { type Caller, openWork, walk } from '../cases/walk.ts';
import { keysOf, type Shelf } from '../documents/shelf.ts';
import { holds } from '../kernel/actor.ts';
import { DomainError } from '../kernel/error.ts';
import { neutralise } from '../spreadsheet/formula-text.ts';
import { seesBuilding, viewerOfUnit } from '../statements/readers.ts';
import { document } from '../workflows/document/contract.ts';
import { litigationFacts, type PackFile, type PackMaterial } from './litigation-facts.ts';
import { claimPaper, coverPaper, demandPaper, type Enclosure, ledgerRows } from './litigation-papers.ts';
import { litigators } from './litigators.ts';
import type { Paper } from './paper.ts';

/** How much an answer of the gateway may weigh as base64, less what our own papers need: what is beyond is named and fetched by its number. */
const mostFileBytes = 3_500_000;

/** What the pack is made with besides the table. */
export interface Binder {
  readonly shelf: Shelf;
  readonly render: (paper: Paper) => Promise<Uint8Array>;
}

/**
 * The litigation pack of a household (诉讼材料包) as a zip: cover with contents and gaps, claim with formulas and limitation, demand chain, ledger, the data itself, and the documents of
 * the house. Each enclosed document is taken out by the caller's own hand, so that its history says who had a copy.
 *
 * @throws DomainError `access.not-found`, `access.forbidden`, `print.nothing-open` when nothing is overdue
 */
export async function litigationZip(desk: Desk, caller: Caller, unit: string, binder: Binder): Promise<{ name: string; bytes: Uint8Array }> {
  const { work } = await openWork(desk, caller);
  const viewer = await viewerOfUnit(work, unit);
  if (viewer.as !== 'staff') throw new DomainError('not-found', 'access.not-found');
  if (!holds(work.actor, ...litigators) || !seesBuilding(work, unit)) throw new DomainError('forbidden', 'print.litigators');
  const material = await litigationFacts(work, unit);
  if (material.pack.bills.length === 0) throw new DomainError('unprocessable', 'print.nothing-open', { unit });
  const enclosed = await enclosures(desk, caller, binder.shelf, material.files);
  const files: Zippable = { ...(await papers(material, enclosed, binder)), ...enclosed.files };
  return { name: `诉讼材料 ${unit} ${work.today}.zip`, bytes: zipSync(files, { level: 6, mtime: `${work.today}T12:00:00` }) };
}

const names = { cover: '00 目录.pdf', claim: '01 欠费明细与时效.pdf', demands: '02 催缴记录.pdf', ledger: '03 账务流水.csv', data: '04 数据.json' } as const;

async function papers({ head, pack, files }: PackMaterial, { paths }: Enclosed, { render }: Binder): Promise<Zippable> {
  const contents = [
    [names.claim, '应收金额及其计算、已收金额、违约金、诉讼时效'],
    [names.demands, '已依法催告（民法典第944条）'],
    [names.ledger, '账单的出账与每笔核销'],
    [names.data, '以上内容的原始数据'],
  ] as const;
  const listed = files.map(({ id, name }): Enclosure => ({ id, name, at: pack.documents.find((one) => one.id === id)?.at ?? '', path: paths.get(id) }));
  const csv = ledgerRows(pack).map((row) => row.map(cell).join(','));
  return {
    [names.cover]: await render(coverPaper(head, pack, contents, listed)),
    [names.claim]: await render(claimPaper(head, pack)),
    [names.demands]: await render(demandPaper(head, pack)),
    // The mark in front tells spreadsheet programs that it is UTF-8.
    [names.ledger]: strToU8(`\uFEFF${csv.join('\r\n')}\r\n`),
    [names.data]: strToU8(JSON.stringify(pack, undefined, 2)),
  };
}

const cell = (text: string): string => `"${neutralise(text).replaceAll('"', '""')}"`;

interface Enclosed {
  readonly files: Zippable;
  /** Where each enclosed document lies, by number. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Fetches the documents one after another until the pack is full. */
async function enclosures(desk: Desk, caller: Caller, shelf: Shelf, wanted: readonly PackFile[]): Promise<Enclosed> {
  const files: Record<string, Uint8Array> = {};
  const paths = new Map<string, string>();
  let left = mostFileBytes;
  for (const { id, name, type, bytes } of wanted) {
    if (bytes > left) continue;
    const found = await takeOut(desk, caller, shelf, id);
    if (!found) continue;
    const path = `附件/${id} ${name.replaceAll(/[\\/:*?"<>|]/g, '_')}${extensions[type] ?? ''}`;
    files[path] = found;
    paths.set(id, path);
    left -= bytes;
  }
  return { files, paths };
}

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
};

/** A document's file, through the command that notes who has taken it; undefined for one the caller may not have or that is gone. */
async function takeOut(desk: Desk, caller: Caller, shelf: Shelf, id: string): Promise<Uint8Array | undefined> {
  try {
    await walk(desk, { ...caller, definition: definitionOf(desk, document), id, command: 'link', input: {} });
  } catch (error) {
    if (error instanceof DomainError && (error.kind === 'not-found' || error.kind === 'forbidden' || error.kind === 'conflict')) return undefined;
    throw error;
  }
  return (await shelf.fetch(keysOf(desk.company, { project: caller.project, id }).kept))?.bytes;
}
