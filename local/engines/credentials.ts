import { createHmac } from 'node:crypto';

/** The access key of the local cloud itself: system functions, schedules, the poller. */
export const SYSTEM_KEY = 'WUYUNLOCALSYSTEM0000';

const SESSION = 'ASIAWUYUN';

/** A session's `company` tag, carried in its access key id so that the guard can read it from any signed call. */
export type Session = { company?: string };

/** Access key id of a session of the data role. Letters and digits only: DynamoDB Local accepts nothing else. */
export function accessKeyFor({ company }: Session): string {
  return company === undefined ? `${SESSION}NONE0000` : `${SESSION}T${Buffer.from(company, 'utf8').toString('hex').toUpperCase()}`;
}

/** The session behind an access key id, or undefined when it is not a session of the data role. */
export function sessionOf(accessKeyId: string): Session | undefined {
  if (!accessKeyId.startsWith(SESSION)) return undefined;
  const rest = accessKeyId.slice(SESSION.length);
  return rest.startsWith('T') ? { company: Buffer.from(rest.slice(1), 'hex').toString('utf8') } : {};
}

/** Secret that belongs to an access key id: derived, so that sessions need no store and survive a restart. */
export function secretFor(accessKeyId: string, root: Buffer): string {
  return createHmac('sha256', root).update(accessKeyId).digest('base64url');
}
