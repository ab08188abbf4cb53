import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { patience } from '../../lib/jobs/waiting.ts';
import { TrialBalance } from '../../lib/openings/trial-balance.ts';
import { type Exchange, jsonBody, onceOf, pathId, pathProject } from './http.ts';

/** Going live (上线): `GET /projects/{p}/go-live` is the trial balance of what is staged, `POST` books it, `GET …/go-live/{run}` says how far that is. */
export function goLiveRoutes(exchange: Exchange): Promise<Answer> | undefined {
  const { method, segments } = exchange;
  const [first, , third, fourth, fifth] = segments;
  if (first !== 'projects' || third !== 'go-live' || fifth !== undefined) return undefined;
  if (method === 'GET') return fourth === undefined ? trial(exchange) : booking(exchange, pathId(fourth));
  return method === 'POST' && fourth === undefined ? book(exchange) : undefined;
}

/** What books and reads files is loaded when somebody goes live, once in a project's life. */
async function open(exchange: Exchange) {
  const [{ filesFor }, requests] = await Promise.all([import('./files.ts'), import('../../lib/openings/requests.ts')]);
  const { desk, identity, segments } = exchange;
  return { requests, bench: { desk, files: filesFor(desk.company) }, caller: { person: identity.person, project: pathProject(segments[1]) } };
}

async function trial(exchange: Exchange): Promise<Answer> {
  const { requests, bench, caller } = await open(exchange);
  return { status: 200, body: await requests.readTrial(bench, caller) };
}

async function booking(exchange: Exchange, id: string): Promise<Answer> {
  const { requests, bench, caller } = await open(exchange);
  return requests.readBooking(bench, caller, id);
}

async function book(exchange: Exchange): Promise<Answer> {
  const until = patience();
  const told = parseInput(TrialBalance, jsonBody(exchange)) as TrialBalance;
  const once = await onceOf(exchange);
  const { requests, bench, caller } = await open(exchange);
  return requests.requestBooking(bench, caller, told, { until, once });
}
