import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { certificateOf } from './certificate.ts';
import type { CloudProcess } from './cloud.ts';
import { Desk, enginesOf, orphansOf, type Sent, timesInHistory } from './kill-run.ts';
import { inParallel } from './portion.ts';

const desksAtOnce = 8;

/** What a round came to. */
export interface Round {
  readonly acknowledged: number;
  readonly cutOff: number;
  readonly readyMs: number;
}

/**
 * Eight desks at work, the plug pulled after a while, the cloud started again on the same folder; then each desk looks whether what it was told is so.
 *
 * @param workMs how long they work
 */
export async function killOnce(cloud: CloudProcess, round: number, workMs: number): Promise<Round> {
  const desks = await Promise.all(
    Array.from({ length: desksAtOnce }, async (_, at) => new Desk(await cloud.person('meihua', `desk${at}`, ['FRONT', 'CSM']), `r${round}d${at}`)),
  );
  const working = desks.map((desk) => desk.work());
  await pause(workMs);
  await cloud.kill();
  await Promise.all(working);
  expect(await orphansOf(cloud)).toEqual([]);
  const readyMs = await cloud.start();
  expect(enginesOf(cloud)).toHaveLength(1);
  const all = desks.flatMap((desk) => desk.sent.map((sent) => ({ desk, sent })));
  const wrong = await inParallel(all, 8, async ({ desk, sent }) => [...(await repeated(desk, sent)), ...(await inEffect(desk, sent))]);
  expect(wrong.flat()).toEqual([]);
  await cloud.idle();
  expect(await certificateOf(cloud.folder, '--settled'), cloud.output.slice(-2_000)).toContain('Nothing is wrong');
  const acknowledged = all.filter(({ sent }) => sent.answer).length;
  return { acknowledged, cutOff: all.length - acknowledged, readyMs };
}

/** Asked again with its key, it is answered as before; what was cut off is answered now. */
async function repeated(desk: Desk, sent: Sent): Promise<readonly string[]> {
  const before = sent.answer;
  const { status, text, body } = await desk.again(sent);
  if (status >= 300) return [`${sent.key} ${sent.path}: ${status} ${text}`];
  sent.answer = { status, text, id: body.id };
  return before && (before.status !== status || before.text !== text) ? [`${sent.key}: first ${before.status} ${before.text}, then ${status} ${text}`] : [];
}

/** It stands in the history of its case, once. */
async function inEffect({ caller }: Desk, sent: Sent): Promise<readonly string[]> {
  if (!sent.answer) return [];
  const times = await timesInHistory(caller, sent.answer.id, sent);
  return times === 1 ? [] : [`${sent.key} ${sent.path}: ${times} times in the history of ${sent.answer.id}`];
}
