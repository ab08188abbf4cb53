import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
// eslint-disable-next-line no-restricted-syntax -- the yardstick is exactly the write that knows no condition
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeSheet } from '../lib/spreadsheet/write-sheet.ts';
import type { House } from './house.ts';
import { compare, line, spreadText, timed } from './measure.ts';

const rowsPerFile = 200;
const titles = ['房号', '类型', '建筑面积(㎡)', '业主姓名', '业主电话', '接房日期'];

/** Rows of households that no other round has. */
function rowsOf(round: number): readonly (readonly string[])[] {
  return Array.from({ length: rowsPerFile }, (_, at) => [
    `${round + 100}-1-${at + 100}`,
    '住宅',
    '98.75',
    `测试业主${round}之${at}`,
    `100${String(round * 1000 + at).padStart(8, '0')}`,
    '2024-06-01',
  ]);
}

/** Rows per second of a whole import — file, run, state machine, units, parties, history, search words — over one bare item per row in batches of 25. */
export async function measureImport({ url, token, table, rest }: House, rounds: number): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const put = (round: number) => async (): Promise<void> => {
    const items = rowsOf(round).map((row, at) => ({
      pk: `BENCH#${round}`,
      sk: String(at),
      ...Object.fromEntries(row.map((cell, column) => [titles[column] ?? '', cell])),
    }));
    for (let at = 0; at < items.length; at += 25) {
      await documents.send(new BatchWriteCommand({ RequestItems: { [table]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) } }));
    }
  };
  const send = async (round: number): Promise<number> => {
    await rest();
    const file = await writeSheet({ format: 'csv', title: '房屋', columns: titles.map((title) => ({ title })), rows: rowsOf(round) });
    return timed(async () => {
      const answer = await fetch(`${url}/projects/p1/units/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: file as NonNullable<RequestInit['body']>,
      });
      const run = (await answer.json()) as { state: string; created: number };
      if (run.state !== 'done' || run.created !== rowsPerFile) throw new Error(`the import ended as ${JSON.stringify(run)}`);
    });
  };
  const { subject, yardstick, ratio } = await compare(rounds, send, async (round) => {
    await rest();
    return timed(put(round));
  });
  const perSecond = (ms: number) => `${Math.round((rowsPerFile * 1000) / ms)} rows/s`;
  line('Import rows/s over raw BatchWrite rows/s');
  const inverse = { median: 1 / ratio.median, low: 1 / ratio.high, high: 1 / ratio.low };
  line(`  ${rowsPerFile} households`, `× ${spreadText(inverse, 3)}`, perSecond(subject.median), `BatchWrite ${perSecond(yardstick.median)}`);
}
