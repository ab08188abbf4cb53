import type { Definition } from '../../lib/cases/definition.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { openMerchants } from '../../lib/providers/merchants.ts';
import type { PayChannel } from '../../lib/providers/provider.ts';
import { receive } from '../../lib/providers/reception.ts';
import { channelSettings } from '../../lib/registers/channel-settings/register.ts';
import { paymentOrder } from '../../lib/workflows/payment-order/workflow.ts';
import { suspense } from '../../lib/workflows/suspense/workflow.ts';
import { foundation } from './foundation.ts';
import type { Knock, Reception } from './http.ts';
import { logger } from './log.ts';
import { payOperator } from './pay-operator.ts';
import { deskFor, ownTable } from './runtime.ts';

/** More than any provider has to say. */
const mostBytes = 64 * 1024;
const channels: readonly string[] = ['wechat', 'alipay'] satisfies readonly PayChannel[];
const isChannel = (name: string | undefined): name is PayChannel => channels.includes(name ?? '');

/**
 * `POST /callbacks/{channel}`: what payment providers tell us (渠道回调). They have no token; they sign.
 *
 * @param told cases that hear of a bill that is paid
 */
export function callbackReception(told: readonly Definition[]): Reception {
  const definitions = [paymentOrder, suspense, channelSettings, ...told, ...foundation];
  return (knock) => {
    const [first, channel, ...rest] = knock.segments;
    if (first !== 'callbacks') return undefined;
    if (!isChannel(channel) || rest.length > 0 || knock.method !== 'POST') throw new DomainError('not-found', 'access.not-found');
    return callback(definitions, channel, knock);
  };
}

/** Why a callback was turned away, as a status: what proves nothing, what cannot be read, what contradicts. */
const statusOf = { signature: 401, stale: 401, merchant: 401, form: 400 } as const;

async function callback(definitions: readonly Definition[], channel: PayChannel, { header, bytes }: Knock): Promise<Answer> {
  if (bytes.byteLength > mostBytes) return said(channel, 413);
  const reception = {
    directory: openMerchants(ownTable()),
    operator: payOperator(),
    deskOf: (company: Parameters<typeof deskFor>[0]) => deskFor(company, definitions),
  };
  const received = await receive(reception, channel, { header, body: Buffer.from(bytes).toString('utf8') });
  switch (received.outcome) {
    case 'accepted':
      return said(channel, 200);
    case 'refused':
      logger.warn('a callback was refused', { channel, why: received.why });
      return said(channel, statusOf[received.why]);
    case 'contradicts': {
      const { outcome: _, ...about } = received;
      logger.error('a callback contradicts our books', { channel, ...about });
      return said(channel, 409);
    }
  }
}

/** Success or failure in the provider's own words. */
function said(channel: PayChannel, status: number): Answer {
  const well = status === 200;
  if (channel === 'wechat') return { status, body: well ? { code: 'SUCCESS', message: '成功' } : { code: 'FAIL', message: '失败' } };
  return { status, body: undefined, file: { bytes: Buffer.from(well ? 'success' : 'fail'), type: 'text/plain; charset=utf-8' } };
}
