import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Desk, definitionMap } from '../lib/cases/desk.ts';
import { parseInput } from '../lib/cases/parse.ts';
import { commandNamed } from '../lib/cases/perform.ts';
import { walk } from '../lib/cases/walk.ts';
import { provenCompany, systemActor } from '../lib/kernel/actor.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { projectRegister } from '../lib/registers/project/register.ts';
import { unitRegister } from '../lib/registers/unit/register.ts';
import { openTable } from '../lib/table/table.ts';
import { startEngine } from '../local/engines/dynoxide.ts';
import { createTable, systemClient } from '../local/engines/table.ts';
import { loadModel } from '../local/template.ts';
import { timed } from './measure.ts';

/** Asks a store's process to put the units `from` to `to`, so many at once. It answers the milliseconds. */
export interface Order {
  readonly from: number;
  readonly to: number;
  readonly atOnce: number;
}

/** Puts between two trims of the stream, which the local cloud does as soon as it has delivered. */
const trimEvery = 200;

/**
 * A process with a store of its own: an engine on a file, its table with stream and indexes as the template has them, written through the walk. The SDK takes
 * one endpoint per process, so two stores are two processes.
 */
async function serve(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wuyun-flat-'));
  const engine = await startEngine({ file: join(folder, 'table.sqlite') });
  const model = await loadModel();
  const client = systemClient(engine.endpoint);
  await createTable(client, model.table, { stream: true });
  Object.assign(process.env, {
    AWS_REGION: 'cn-north-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
  });
  const put = putter(model.table.name);
  const trim = () => engine.trim(model.table.name, Number.MAX_SAFE_INTEGER);
  await put.project();
  process.on('message', (order: Order) => void run(order, put.unit, trim).then((ms) => process.send?.(ms)));
  process.on('disconnect', () => {
    client.destroy();
    void engine
      .stop()
      .then(() => rm(folder, { recursive: true, force: true }))
      .then(() => process.exit());
  });
  process.send?.(0);
}

function putter(tableName: string): { project: () => Promise<unknown>; unit: (n: number) => Promise<void> } {
  const company = provenCompany('flat');
  const definitions = definitionMap([projectRegister, memberRegister, unitRegister]);
  const desk: Desk = { company, table: openTable(company, tableName), definitions, keys: () => Promise.reject(new Error('nothing here is sealed')) };
  const caller = { person: 'system', actor: systemActor(company), command: 'put' };
  const input = parseInput(commandNamed(unitRegister, 'put').input, { buildingAreaDm2: 9875 });
  return {
    project: () => walk(desk, { ...caller, definition: projectRegister, project: 'hq', id: 'p1', input: { name: '测试项目' } }),
    unit: async (n) => {
      const { status } = await walk(desk, { ...caller, definition: unitRegister, project: 'p1', id: `${1 + (n % 40)}-${1 + (n % 4)}-${n}`, input });
      if (status !== 201) throw new Error(`unit ${n} was there before`);
    },
  };
}

async function run({ from, to, atOnce }: Order, put: (n: number) => Promise<void>, trim: () => void): Promise<number> {
  let ms = 0;
  for (let n = from; n < to; n += trimEvery) {
    const end = Math.min(to, n + trimEvery);
    ms += await timed(async () => {
      for (let each = n; each < end; each += atOnce) await Promise.all(Array.from({ length: Math.min(atOnce, end - each) }, (_, at) => put(each + at)));
    });
    trim();
  }
  return ms;
}

await serve();
