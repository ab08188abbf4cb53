import { createHash } from 'node:crypto';
import { now } from '../kernel/clock.ts';
import { casePartition, type Key, recordKey, stageKey } from '../table/keys.ts';
import { keyText, rank } from '../table/table.ts';
import { type Approval, approval } from '../workflows/approval/contract.ts';
import { type Desk, definitionOf } from './desk.ts';
import { fromItem } from './stored.ts';
import { refFor } from './work.ts';

/** An approval, by its id in its project. */
export interface Course {
  readonly project: string;
  readonly approval: string;
}

/** What a state machine that waits for a stage is told (传达): the stage is passed, or the chain has ended here. */
export type StageAnswer = 'passed' | 'ended';

/** A task that waits for a stage, and what it is to be told. */
export interface Waiter {
  readonly key: Key;
  readonly token: string;
  readonly answer: StageAnswer;
}

/** Where an approval stands, for whoever carries its verdict. */
export interface Standing {
  readonly record: Approval;
  /** How often the carrier has been told; a new number wants a new execution. */
  readonly attempt: number;
  /** Tasks whose stage is decided and who may not have heard of it. */
  readonly waiters: readonly Waiter[];
}

/** What has become of a stage, counted from 1; undefined while it is open or has not been reached. */
export function answerOf(record: Approval, stage: number): StageAnswer | undefined {
  if (stage <= record.stage) return 'passed';
  if (record.state === 'pending') return undefined;
  return record.verdict === 'approved' ? 'passed' : 'ended';
}

/**
 * Notes that a task waits for a stage (登记等待), then looks whether the stage is decided: whoever decides in between sees the note, so that one of the two answers it.
 *
 * @returns the answer when there is one already
 */
export async function waitForStage(desk: Desk, course: Course, stage: number, token: string): Promise<Waiter | undefined> {
  const key = stageKey(partitionOf(desk, course), stage, createHash('sha256').update(token).digest('hex').slice(0, 24));
  await desk.table.put({ ...key, stage, token, at: now() });
  const answer = answerOf(await recordOf(desk, course), stage);
  return answer && { key, token, answer };
}

/** Where an approval stands, and who has to be told (传达对象). */
export async function standingOf(desk: Desk, course: Course): Promise<Standing> {
  const record = await recordOf(desk, course);
  const { items } = await desk.table.query({ pk: partitionOf(desk, course), prefix: 'STAGE#', limit: 100, consistent: true });
  const waiters = items.flatMap(({ pk, sk, stage, token }): readonly Waiter[] => {
    const answer = answerOf(record, Number(stage));
    return answer ? [{ key: { pk, sk }, token: String(token), answer }] : [];
  });
  return { record, attempt: record.state === 'decided' ? record.attempt : 0, waiters };
}

/** Forgets a task that has been told. */
export async function forget(desk: Desk, { key }: Waiter): Promise<void> {
  await desk.table.commit([{ remove: key, rank: rank.pin }]);
}

/** The approval as it is now. @throws Error when there is none: nobody is told of one that was not committed. */
export async function recordOf(desk: Desk, { project, approval: id }: Course): Promise<Approval> {
  const slice = definitionOf(desk, approval);
  const key = recordKey(desk.company, slice.place, refFor(slice, project, id));
  const item = (await desk.table.getAll([key])).get(keyText(key));
  if (item?.['kind'] !== slice.name) throw new Error(`there is no approval ${project} ${id}`);
  return fromItem(slice, item).record as Approval;
}

function partitionOf(desk: Desk, { project, approval: id }: Course): string {
  const slice = definitionOf(desk, approval);
  return casePartition(desk.company, slice.place, refFor(slice, project, id));
}
