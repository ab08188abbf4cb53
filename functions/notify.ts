import type { EventBridgeEvent } from 'aws-lambda';
import type { NoticeEvent } from '../lib/cases/history.ts';
import { provenCompany } from '../lib/kernel/actor.ts';
import { deliver } from '../lib/notices/deliver.ts';
import { openTable } from '../lib/table/table.ts';
import { env } from './shared/env.ts';

/** Notices (通知) from the bus into the inboxes. The company was proven when the notice was committed. */
export async function handler({ detail }: EventBridgeEvent<'notice', NoticeEvent>): Promise<{ delivered: number }> {
  return { delivered: await deliver(openTable(provenCompany(detail.company), env('WUYUN_TABLE')), detail) };
}
