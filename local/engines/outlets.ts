import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { alipayGateway } from './alipay.ts';
import { AwsError } from './aws-error.ts';
import { bodyOf, type RestOperation } from './aws-server.ts';
import type { Fault, Outbox } from './outbox.ts';
import { PayDesk } from './pay-desk.ts';
import { type Answer, smsProvider } from './sms.ts';
import { wechatPay } from './wechat.ts';

/** The providers of this machine: text messages below `/sms`, robots of WeCom groups where WeCom has them, payments below `/wechatpay` and `/alipay`. */
export interface Outlets {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** What the robot of a group answers (企业微信群机器人). */
function robot(outbox: Outbox, key: string, body: string): Answer | undefined {
  const { text } = JSON.parse(body) as { readonly text?: { readonly content?: string } };
  const fault = outbox.fault('wecom');
  if (fault === 'lostRequest') return undefined;
  const refusals: Partial<Record<Fault, object>> = {
    refused: { errcode: 93000, errmsg: 'invalid webhook url' },
    busy: { errcode: 45009, errmsg: 'api freq out of limit' },
  };
  const refusal = fault && refusals[fault];
  if (!refusal) outbox.put({ way: 'wecom', to: key, text: text?.content ?? '' });
  if (fault === 'lostAnswer') return undefined;
  const said = fault === 'wrongTypes' ? { errcode: 'none' } : (refusal ?? { errcode: 0, errmsg: 'ok' });
  const padding = fault === 'huge' ? 'x'.repeat(1_000_000) : '';
  return { status: fault === 'error' ? 500 : 200, body: JSON.stringify(said) + padding, ...(fault === 'slow' ? { afterMs: 3500 } : {}) };
}

function answerTo(outbox: Outbox, pay: PayDesk, request: IncomingMessage, body: string): Answer | undefined {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname.startsWith('/wechatpay/')) return wechatPay(pay, request, (request.url ?? '').slice('/wechatpay'.length), body);
  if (url.pathname === '/alipay/gateway.do') return alipayGateway(pay, url.search.slice(1), body);
  if (url.pathname.startsWith('/sms/messages')) return smsProvider(outbox, request, (request.url ?? '').slice(4), body);
  if (url.pathname === '/cgi-bin/webhook/send') return robot(outbox, url.searchParams.get('key') ?? '', body);
  return { status: 404, body: '{}' };
}

async function serve(outbox: Outbox, pay: PayDesk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = answerTo(outbox, pay, request, (await bodyOf(request)).toString());
  if (!answer) {
    response.destroy();
    return;
  }
  if (answer.afterMs) await pause(answer.afterMs, undefined, { ref: false });
  response.writeHead(answer.status, { ...answer.headers });
  response.end(answer.body);
}

/** Starts the providers (外发渠道模拟器) on a port of this machine. */
export async function startOutlets(outbox: Outbox, port: number, pay: PayDesk = new PayDesk(Date.now)): Promise<Outlets> {
  const server: Server = createServer((request, response) => void serve(outbox, pay, request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface MailOrder {
  readonly FromEmailAddress?: string;
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly Content?: { readonly Simple?: { readonly Subject?: { readonly Data?: string }; readonly Body?: { readonly Text?: { readonly Data?: string } } } };
}

/** `SendEmail` of SES version 2 (邮件服务). */
export function sendEmail(outbox: Outbox): RestOperation {
  return async (request, body) => {
    if (request.method !== 'POST' || !request.url?.startsWith('/v2/email/outbound-emails')) return undefined;
    const fault = outbox.fault('email');
    if (fault === 'refused') throw new AwsError('MessageRejected', 'Email address is not verified.');
    if (fault === 'busy') throw new AwsError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429);
    const { Destination, Content } = JSON.parse(body.toString()) as MailOrder;
    const { Subject, Body } = Content?.Simple ?? {};
    if (fault !== 'lostRequest')
      outbox.put({ way: 'email', to: Destination?.ToAddresses?.[0] ?? '', subject: Subject?.Data ?? '', text: Body?.Text?.Data ?? '' });
    if (fault === 'slow') await pause(3500, undefined, { ref: false });
    if (fault !== undefined) throw new AwsError('InternalFailure', 'the answer is lost', 500);
    return { status: 200, body: JSON.stringify({ MessageId: randomUUID() }) };
  };
}
