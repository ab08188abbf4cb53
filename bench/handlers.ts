import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { handler as registers } from '../functions/registers.ts';
import { handler as repairs } from '../functions/repair.ts';
import { type Call, useLayer } from '../lib/table/transport.ts';
import type { House } from './house.ts';
import { compare, line, spreadText, timed } from './measure.ts';

const report = {
  unit: '1-1-101',
  category: 'water',
  description: '水龙头滴水',
  urgent: true,
  urgentKind: 'burstPipe',
  source: 'phone',
  payer: 'public',
  caller: { anonymous: true },
};

/**
 * What a handler adds to the calls it makes: token, parsing, reads, rules, history, against the SDK writing the same items, or reading the same keys, by itself.
 */
export async function measureHandlers(house: House, rounds: number): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
  const last: { write?: Call; read?: Call } = {};
  const stop = useLayer((next) => (call) => {
    if (call.op === 'TransactWriteItems') last.write = call;
    if (call.op === 'BatchGetItem') last.read = call;
    return next(call);
  });
  const write = (round: number) => documents.send(new TransactWriteCommand(apart(last.write, round) as never));
  const read = () => documents.send(new BatchGetCommand(last.read?.input as never));
  const calmly = (work: (round: number) => Promise<unknown>) => async (round: number) => {
    await house.rest();
    return timed(() => work(round));
  };
  const show = async (what: string, subject: () => Promise<unknown>, yardstick: (round: number) => Promise<unknown>) => {
    const { ratio, ...ms } = await compare(rounds, calmly(subject), calmly(yardstick));
    line(`  ${what}`, `× ${spreadText(ratio)}`, `${spreadText(ms.subject, 1)} ms`, `SDK ${spreadText(ms.yardstick, 1)} ms`);
  };
  await house.ask(registers, 'PUT', '/projects/p1/units/1-1-101', { buildingAreaDm2: 9875 });
  const open = () => house.ask(repairs, 'POST', '/projects/p1/repairs', report);
  const path = `/projects/p1/repairs/${(await open()).body.id}`;
  line('Handler over the raw SDK call');
  await show('open a repair / TransactWrite', open, write);
  await show('comment on it / TransactWrite', () => house.ask(repairs, 'POST', `${path}/comment`, { text: '请尽快', audience: 'internal' }), write);
  await show('read it / BatchGet', () => house.ask(repairs, 'GET', path), read);
  stop();
}

/** The same items beside the originals: another partition, unconditional where a condition would no longer hold. */
function apart(call: Call | undefined, round: number): Record<string, unknown> {
  const actions = (call?.input['TransactItems'] ?? []) as Record<string, { Item?: { pk: string }; TableName: string }>[];
  const puts = actions.flatMap(({ Put: put }) =>
    put?.Item ? [{ Put: { TableName: put.TableName, Item: { ...put.Item, pk: `${put.Item.pk}~${round}` } } }] : [],
  );
  return { TransactItems: puts, ClientRequestToken: randomUUID() };
}
