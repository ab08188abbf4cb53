import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../lib/cases/read.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { completeDocument } from '../../lib/documents/complete.ts';
import { keysOf } from '../../lib/documents/shelf.ts';
import { openCases } from '../../lib/dunning/arrears.ts';
import { runDay } from '../../lib/dunning/daily.ts';
import { parseCivilDate } from '../../lib/kernel/calendar.ts';
import { now } from '../../lib/kernel/clock.ts';
import { billId } from '../../lib/ledger/names.ts';
import { printLetter } from '../../lib/print/dunning-letter.ts';
import { litigationZip } from '../../lib/print/litigation.ts';
import type { Paper } from '../../lib/print/paper.ts';
import { render } from '../../lib/print/render.ts';
import { tariffRegister } from '../../lib/registers/tariff/register.ts';
import { dueShards, parseDue } from '../../lib/table/keys.ts';
import { document } from '../../lib/workflows/document/workflow.ts';
import { dunning } from '../../lib/workflows/dunning/workflow.ts';
import { instalment } from '../../lib/workflows/instalment/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { jpeg } from '../support/pictures.ts';
import { fakeShelf } from '../support/shelf.ts';
import { fee, font, office, paying } from './office.ts';
import { openPdf } from './opened-pdf.ts';

const flat = '1-2-301';
const text = (paper: Paper) => JSON.stringify(paper);

/** liu owes June; the ladder has come to the written demand, and it has been served. */
async function demanded() {
  const at = await office([dunning, instalment, document, tariffRegister]);
  const { desk, by, hire, issue } = at;
  await hire('csm', ['CSM']);
  timeIs('2026-07-03T08:30:00+08:00');
  const bill = fee('2026-06', { dueOn: '2026-06-30' });
  await issue(bill);
  await runDay(desk, 'p1', parseCivilDate('2026-07-03'));
  const [card] = await openCases(desk.table, 'p1');
  const id = card?.id ?? '';
  const goTo = async (day: string) => {
    timeIs(`${day}T08:31:00+08:00`);
    for (const shard of dueShards) {
      const { items } = await desk.table.query({ index: 'due', pk: shard, to: `${now()}#\u{10FFFF}`, limit: 500 });
      for (const { ref, company } of items.map((item) => parseDue(String(item['dsk']))))
        if (company === desk.company && ref.kind === dunning.name) await sweep(desk, dunning, ref);
    }
  };
  for (const day of ['2026-07-10', '2026-07-20', '2026-07-30']) await goTo(day);
  await by('csm', dunning, 'serve', { kind: 'letter', on: '2026-07-30', how: 'ems', evidence: ['EMS 1234567890CN'] }, { id });
  return { ...at, bill, id, goTo };
}

describe('letters 催缴函件', () => {
  it('say who owes what, until when it is to be paid, on which law, and have a slip for the proof of service', async () => {
    const { desk, caller, id } = await demanded();
    const paper = await printLetter(desk, caller('qian'), id, {});
    for (const words of ['催缴函', '刘德厚', '235.03', '2026年8月14日', '第九百四十四条', '送达回证', '梅花物业管理有限公司'])
      expect(text(paper)).toContain(words);
    expect(openPdf(await render(paper, font))).toMatchObject({ pages: 1 });
  });

  it('stay what they were when they were served, whatever was paid or billed since', async () => {
    const { desk, caller, id, bill, issue, post, goTo } = await demanded();
    const before = text(await printLetter(desk, caller('qian'), id, { step: 'letter' }));
    await goTo('2026-08-10');
    await issue(fee('2026-07', { dueOn: '2026-07-31' }));
    await post({
      ...paying([]),
      postings: [
        { account: 'cash', channel: 'cash', fen: 100_00 },
        { account: 'receivable', as: 'paid', bill: billId(bill), fen: -100_00 },
      ],
    });
    expect(text(await printLetter(desk, caller('qian'), id, { step: 'letter' }))).toBe(before);
    expect(text(await printLetter(desk, caller('qian'), id, { step: 'secondLetter' }))).toContain('欠费本金 370.06 元');
  });

  it('are for those who read the case', async () => {
    const { desk, caller, id } = await demanded();
    for (const person of ['liu', 'ma', 'wang', 'nobody'])
      await expect(printLetter(desk, caller(person), id, {}), person).rejects.toMatchObject({ kind: 'not-found' });
    await expect(printLetter(desk, caller('qian'), 'CS-20260703-9999', {})).rejects.toMatchObject({ kind: 'not-found' });
    await expect(printLetter(desk, caller('qian'), id, { step: 'threat' })).rejects.toMatchObject({ kind: 'invalid' });
  });
});

describe('litigation pack 诉讼材料包', () => {
  const binder = (shelf: ReturnType<typeof fakeShelf>) => ({ shelf, render: (paper: Paper) => render(paper, font) });

  it('holds claim, demands, ledger and documents, says what is missing, and leaves a line with each document it takes', async () => {
    const { desk, caller, by, bill, post } = await demanded();
    await post({
      ...paying([]),
      postings: [
        { account: 'cash', channel: 'cash', fen: 35_03 },
        { account: 'receivable', as: 'paid', bill: billId(bill), fen: -35_03 },
      ],
    });
    const shelf = fakeShelf();
    const bytes = jpeg();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const announced = await by('csm', document, 'announce', {
      on: { kind: 'unit', id: flat },
      name: '物业服务合同',
      type: 'image/jpeg',
      bytes: bytes.length,
      sha256,
    });
    const { id } = announced.body;
    shelf.send(keysOf(desk.company, { project: 'p1', id }).incoming, bytes, 'image/jpeg');
    await completeDocument(desk, shelf, { caller: caller('csm'), id, version: undefined, once: undefined });
    const { name, bytes: zip } = await litigationZip(desk, caller('csm'), flat, binder(shelf));
    expect(name).toBe('诉讼材料 1-2-301 2026-07-30.zip');
    const files = unzipSync(zip);
    expect(Object.keys(files).toSorted()).toEqual(
      ['00 目录.pdf', '01 欠费明细与时效.pdf', '02 催缴记录.pdf', '03 账务流水.csv', '04 数据.json', `附件/${id} 物业服务合同.jpg`].toSorted(),
    );
    for (const file of ['00 目录.pdf', '01 欠费明细与时效.pdf', '02 催缴记录.pdf'])
      expect(openPdf(Buffer.from(files[file] ?? [])).glyphs, file).not.toContain(0);
    const data = JSON.parse(strFromU8(files['04 数据.json'] ?? new Uint8Array())) as {
      totals: object;
      demands: readonly object[];
      gaps: readonly { code: string }[];
    };
    expect(data.totals).toEqual({ openFen: 200_00, lateFen: 0, allFen: 200_00 });
    expect(data.demands).toMatchObject([{ step: '催缴函', on: '2026-07-30', evidence: ['EMS 1234567890CN'], interrupts: true }]);
    expect(data.gaps.map(({ code }) => code)).toEqual(['tariff', 'service']);
    const csv = files['03 账务流水.csv'] ?? new Uint8Array();
    // The mark by which spreadsheet programs know UTF-8.
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const ledger = strFromU8(csv).split('\r\n');
    expect(ledger[2]).toContain('"收款","2026-qian-000001","","35.03"');
    const lines = await readHistory(desk, document, caller('csm'), id, { limit: 20 });
    expect(lines.items).toContainEqual(expect.objectContaining({ command: 'link', by: expect.objectContaining({ person: 'csm' }) as unknown }));
  });

  it('is for managers, over what is overdue', async () => {
    const { desk, caller } = await demanded();
    const shelf = fakeShelf();
    await expect(litigationZip(desk, caller('qian'), flat, binder(shelf))).rejects.toMatchObject({ code: 'print.litigators' });
    await expect(litigationZip(desk, caller('liu'), flat, binder(shelf))).rejects.toMatchObject({ kind: 'not-found' });
    await expect(litigationZip(desk, caller('csm'), '1-2-401', binder(shelf))).rejects.toMatchObject({ code: 'print.nothing-open' });
  });
});
