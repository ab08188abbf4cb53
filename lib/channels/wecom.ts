import * as z from 'zod';
import { exchange, jsonOf, providerUrl } from './exchange.ts';
import type { Outcome } from './outcome.ts';

/** What the robot of a group answers; further fields come and go. */
const Answer = z.object({ errcode: z.int(), errmsg: z.string().max(500) });

/** Too often in this minute: nothing was posted. */
const tooOften = 45009;
/** Longest text of a group's robot, in bytes of UTF-8. */
const mostBytes = 2048;

/**
 * Posts a line in a group (企业微信群机器人). The host is fixed; the company gives only the key of its robot, which never leaves this call.
 *
 * The interface knows no number of ours, so nobody can be asked afterwards: what is not answered is given up rather than posted twice.
 */
export async function postToGroup(baseUrl: string, key: string, text: string): Promise<Outcome> {
  const body = JSON.stringify({ msgtype: 'text', text: { content: cut(text) } });
  const url = providerUrl(baseUrl, `/cgi-bin/webhook/send?key=${encodeURIComponent(key)}`);
  const reply = await exchange({ url, method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (reply === 'unreachable') return { outcome: 'refused', reason: 'unreachable', again: true };
  const answer = reply?.status === 200 ? Answer.safeParse(jsonOf(reply)) : undefined;
  if (!answer?.success) return { outcome: 'unknown' };
  const { errcode } = answer.data;
  if (errcode === 0) return { outcome: 'accepted', providerId: 'wecom' };
  return { outcome: 'refused', reason: `errcode ${errcode}`, again: errcode === tooOften };
}

/** The beginning of a text that fits, without half a character. */
function cut(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length <= mostBytes ? text : bytes.subarray(0, mostBytes).toString('utf8').replace(/�+$/u, '');
}
