import type { Context, EventBridgeEvent } from 'aws-lambda';
import type { Term } from '../lib/cases/definition.ts';
import type { NoticeEvent } from '../lib/cases/history.ts';
import type { Answer } from '../lib/cases/idempotency.ts';
import { carry } from '../lib/channels/carry.ts';
import { provenCompany } from '../lib/kernel/actor.ts';
import { listMessages } from '../lib/lists/messages.ts';
import { namedId, namedRecord } from '../lib/lists/named-record.ts';
import { sendOut } from '../lib/notices/send-out.ts';
import { channelSettings } from '../lib/registers/channel-settings/register.ts';
import { message } from '../lib/workflows/message/workflow.ts';
import { foundation } from './shared/foundation.ts';
import { type Exchange, listQuery, pathProject } from './shared/http.ts';
import { invalid } from './shared/invalid.ts';
import { operator } from './shared/operator.ts';
import { deskFor } from './shared/runtime.ts';
import { type FireEvent, serve } from './shared/serve.ts';

type Event = Parameters<typeof routes>[0] | EventBridgeEvent<'notice', NoticeEvent>;

const routes = serve([message], { with: [channelSettings], extra: messagesOf });
const definitions = [message, channelSettings, ...foundation];

/** Messages (消息): their routes, the notices of the bus that go out of the house, and the clock's calls, around which the providers are called. */
export async function handler(event: Event, context: Context): Promise<unknown> {
  if ('detail' in event) return { messages: await sendOut(deskFor(provenCompany(event.detail.company), definitions), operator(), event.detail) };
  if ('wuyun' in event && event.wuyun === 'fire') return fire(event);
  return routes(event, context);
}

function fire({ company, project, kind, id }: FireEvent): Promise<unknown> {
  return carry(deskFor(provenCompany(company), definitions), operator(), { project, kind, id });
}

/** `GET …/messages?party=` and `?case=kind/number`: what somebody was told, and what was told of a case. */
function messagesOf(exchange: Exchange, _definition: unknown, { op }: { readonly op: string }): Promise<Answer> | undefined {
  const { desk, identity, query, segments } = exchange;
  const { party, case: about } = query;
  if (op !== 'list' || (party === undefined && about === undefined)) return undefined;
  const caller = { person: identity.person, project: pathProject(segments[1]) };
  return listMessages(desk, caller, wordOf(party, about), listQuery(exchange)).then((body) => ({ status: 200, body }));
}

/** One of the two. @throws DomainError `request.invalid` */
function wordOf(party: string | undefined, about: string | undefined): Term {
  if (about === undefined) return { kind: 'told', value: namedId(party ?? '', 'party') };
  if (party !== undefined) throw invalid('case', 'request.value');
  const { kind, id } = namedRecord(about, 'case', '/');
  return { kind: 'toldOf', value: `${kind}/${id}` };
}
