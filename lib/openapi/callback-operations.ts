import type { Definition } from '../cases/definition.ts';
import type { Operation, Placed } from './operation.ts';
import { parametersOf, refusals } from './operation.ts';
import type { Schema } from './schema.ts';
import { problemName } from './slice-schemas.ts';

const channel: Schema = { name: 'channel', in: 'path', required: true, description: '支付渠道', schema: { type: 'string', enum: ['wechat', 'alipay'] } };
const any: Schema = { schema: {} };
const text: Schema = { schema: { type: 'string' } };

/** What payment providers tell us (渠道回调), in their own forms. */
export function callbackOperations(order: Definition): readonly Placed[] {
  const { 404: unknown, 500: faulty, 503: busy } = refusals('read', problemName(order));
  const said = (description: string): Schema => ({ description, content: { 'application/json': any, 'text/plain': text } });
  const operation: Operation = {
    tags: [order.name],
    operationId: 'callbackReceive',
    summary: '支付渠道通知',
    description: '微信支付 APIv3 的支付通知（JSON），支付宝的异步通知（表单）。以签名为凭，不用令牌；答复为渠道规定的成功或失败格式',
    parameters: [channel, ...parametersOf('')],
    requestBody: { required: true, content: { 'application/json': any, 'application/x-www-form-urlencoded': any } },
    responses: {
      200: said('已受理；重复的通知答复相同'),
      400: said('格式有误'),
      401: said('签名、时间或商户不符'),
      409: said('与已入账的记录矛盾，未入账'),
      413: said('过大'),
      ...Object.fromEntries(Object.entries({ 404: unknown, 500: faulty, 503: busy }).flatMap(([status, schema]) => (schema ? [[status, schema]] : []))),
    },
    security: [],
  };
  return [{ method: 'post', path: '/callbacks/{channel}', operation }];
}
