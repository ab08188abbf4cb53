import type { Scheduler } from 'fast-check';
import { carryOut } from '../../lib/cases/carry-out.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { type Instant, instant, plus, setClock } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { openKeyRing } from '../../lib/table/key-ring.ts';
import { type Key, recordKey } from '../../lib/table/keys.ts';
import { openTable } from '../../lib/table/table.ts';
import { type Call, type Send, useLayer } from '../../lib/table/transport.ts';
import type { Approval } from '../../lib/workflows/approval/contract.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { newCompany, tableName, testWrapper } from './engine.ts';
import { errand, trolley } from './errand.ts';
import { house, testHouse } from './house.ts';
import { memoryEngine } from './memory-engine.ts';

const begin = '2026-07-01T10:00:00+08:00';
const people = { lin: ['FRONT'], chen: ['CSM'], dong: ['CSM'], pm: ['PM'], gm: ['GM'], hr: ['HQ-ADM'] } as const;

/** What somebody tries to do, and how it ended for him. */
export interface Try {
  readonly who: Racer;
  /** The state he was answered, or the code of the refusal. */
  readonly came: string;
}

/** Everybody who may come together at one approval. */
export type Racer = 'approves' | 'rejects' | 'withdraws' | 'expires' | 'carries' | 'carriesToo' | 'dismisses' | 'finishes' | 'approvesToo';

export const racers: readonly Racer[] = ['approves', 'rejects', 'withdraws', 'expires', 'carries', 'carriesToo', 'dismisses', 'finishes', 'approvesToo'];

/** A request of ¥600 that one supervisor of two may sign, on the engine in memory, to be raced for again and again from the same beginning. */
export async function approvalRace() {
  const engine = memoryEngine();
  const company = newCompany();
  const desk: Desk = {
    company,
    table: openTable(company, tableName),
    keys: openKeyRing(openTable(company, tableName), testWrapper(), new Map()),
    definitions: definitionMap([...house, approval, errand, trolley]),
  };
  let now: Instant = instant(begin);
  setClock(() => Date.parse(now));
  const at = await testHouse([errand, trolley], desk);
  for (const [person, positions] of Object.entries(people)) await at.hire(person, positions);
  const { id } = (await at.by('lin', errand, 'ask', { what: '取件', dueAt: '2026-07-30T10:00:00+08:00' })).body;
  await at.by('lin', errand, 'take', {}, { id });
  const asked = await at.by('lin', errand, 'spend', { yuan: 600 }, { id });
  const request = (asked.body['approval'] as { approval: string }).approval;
  const ref = { project: 'p1', kind: 'approval', id: request };
  const again = engine.snapshot();
  const recordOf = (key: Key) => engine.get(key)?.['record'] as Record<string, unknown> | undefined;
  const approvalKey = recordKey(company, 'case', ref);
  const errandKey = recordKey(company, 'case', { project: 'p1', kind: 'errand', id });
  const sign = (person: string, decision: string) => at.by(person, approval, 'decide', { decision, comment: '如题' }, { id: request });
  const carry = () => carryOut(desk, errand, { project: 'p1', approval: request });
  const acts: Readonly<Record<Racer, () => Promise<unknown>>> = {
    approves: () => sign('chen', 'approve'),
    approvesToo: () => sign('chen', 'approve'),
    rejects: () => sign('dong', 'reject'),
    withdraws: () => at.by('lin', approval, 'withdraw', {}, { id: request }),
    expires: async () => {
      now = plus(instant(begin), { days: 7, ms: 1 });
      return sweep(desk, approval, ref);
    },
    carries: carry,
    carriesToo: carry,
    dismisses: () => at.by('hr', memberRegister, 'put', { grants: [{ project: 'p1', position: 'FRONT' }] }, { id: 'chen', project: hq }),
    finishes: () => at.by('lin', errand, 'finish', {}, { id }),
  };
  const attempt = async (who: Racer): Promise<Try> => {
    try {
      const answer = (await acts[who]()) as { body?: { state?: string } } | string | undefined;
      return { who, came: typeof answer === 'string' ? answer : (answer?.body?.state ?? 'done') };
    } catch (error) {
      if (error instanceof DomainError) return { who, came: error.code };
      throw error;
    }
  };
  /** Lets them all run at once; every request to the table waits for its turn. Then the clock sweeps and the carrier comes once more, as they do in the end. */
  const race = async (scheduler: Scheduler, who: readonly Racer[]) => {
    again();
    now = instant(begin);
    setClock(() => Date.parse(now));
    const commits: string[][] = [];
    const stop = useLayer(inTurn(scheduler, (keys) => commits.push(keys)));
    let tries: readonly Try[];
    try {
      tries = await scheduler.waitFor(Promise.all(who.map(attempt)));
    } finally {
      stop();
    }
    if (!who.includes('expires')) now = plus(instant(begin), { days: 7, ms: 1 });
    await sweep(desk, approval, ref);
    const ended = await carry();
    return {
      tries,
      ended,
      commits,
      approval: recordOf(approvalKey) as unknown as Approval,
      errand: { ...recordOf(errandKey), parked: engine.get(errandKey)?.['parked'] } as { state: string; what: string; parked?: unknown },
      items: engine.items(),
    };
  };
  return { race, stop: engine.stop, request, id };
}

/** Every request waits until the scheduler lets it go on; `committed` hears which items a transaction has written, in the order of the transactions. */
function inTurn(scheduler: Scheduler, committed: (keys: string[]) => void) {
  return (next: Send): Send =>
    async (call: Call) => {
      await scheduler.schedule(Promise.resolve(), call.op);
      const output = await next(call);
      if (call.op === 'TransactWriteItems') committed(keysOf(call));
      return output;
    };
}

function keysOf({ input }: Call): string[] {
  const actions = input['TransactItems'] as readonly Readonly<Record<string, { readonly Item?: Key }>>[];
  return actions.flatMap((action) => Object.values(action).flatMap(({ Item }) => (Item ? [`${Item.pk} ${Item.sk}`] : [])));
}
