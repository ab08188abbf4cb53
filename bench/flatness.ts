import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Desk, definitionMap } from '../lib/cases/desk.ts';
import { parseInput } from '../lib/cases/parse.ts';
import { walk } from '../lib/cases/walk.ts';
import { provenCompany, systemActor } from '../lib/kernel/actor.ts';
import { memberRegister } from '../lib/registers/member/register.ts';
import { projectRegister } from '../lib/registers/project/register.ts';
import { unitRegister } from '../lib/registers/unit/register.ts';
import { openTable } from '../lib/table/table.ts';
import { startEngine } from '../local/engines/dynoxide.ts';
import { createTable, systemClient } from '../local/engines/table.ts';
import { loadModel } from '../local/template.ts';
import { compare, line, type Spread, spreadText, timed } from './measure.ts';

/** Records before the last thousand. */
const before = 14_000;
const measured = 1000;

interface Store {
  readonly put: (n: number) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** An engine on a file of its own, its table with stream and indexes as the template has them, written through the walk. */
async function openStore(): Promise<Store> {
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
  const company = provenCompany('flat');
  const table = openTable(company, model.table.name);
  const definitions = definitionMap([projectRegister, memberRegister, unitRegister]);
  const desk: Desk = { company, table, definitions, keys: () => Promise.reject(new Error('nothing here is sealed')) };
  const actor = systemActor(company);
  const put = (definition: typeof unitRegister, project: string, id: string, input: unknown) =>
    walk(desk, { definition, project, person: 'system', actor, id, command: 'put', input });
  await put(projectRegister, 'hq', 'p1', { name: '测试项目' });
  const input = parseInput(unitRegister.commands['put']?.input ?? projectRegister.record, { buildingAreaDm2: 9875 });
  return {
    put: (n) => put(unitRegister, 'p1', `${1 + (n % 40)}-${1 + (n % 4)}-${n}`, input),
    close: async () => {
      client.destroy();
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill({ put }: Store, from: number, to: number): Promise<void> {
  const atOnce = 8;
  for (let n = from; n < to; n += atOnce) await Promise.all(Array.from({ length: Math.min(atOnce, to - n) }, (_, at) => put(n + at)));
}

/**
 * Whether writing stays flat: the records 14 001 to 15 000 of a full store against the first thousand of an empty one, in turn, fifty at a time.
 *
 * @returns the ratio
 */
export async function measureFlatness(rounds: number): Promise<Spread> {
  const full = await openStore();
  const empty = await openStore();
  try {
    await fill(full, 0, before);
    const each = Math.floor(measured / (rounds + 3));
    const some = (store: Store, from: number) =>
      timed(async () => {
        for (let n = from; n < from + each; n += 1) await store.put(n);
      });
    const { ratio, subject, yardstick } = await compare(
      rounds,
      (round) => some(full, before + round * each),
      (round) => some(empty, round * each),
    );
    line(`Records ${before + 1}–${before + measured} over records 1–${measured}`);
    line('  put a unit', `× ${spreadText(ratio)}`, `${(subject.median / each).toFixed(2)} ms`, `first ${(yardstick.median / each).toFixed(2)} ms`);
    return ratio;
  } finally {
    await full.close();
    await empty.close();
  }
}
