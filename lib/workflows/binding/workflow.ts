import * as z from 'zod';
import { commandsOf, defineWorkflow } from '../../cases/define.ts';
import type { Timer } from '../../cases/timer.ts';
import type { Position } from '../../kernel/position.ts';
import { BindingRequest, binding as bindingContract, Confirmation, Revocation } from './contract.ts';
import { Binding } from './record.ts';
import { confirm, expire, readFlats, request, revoke, unbind } from './rules.ts';

const { opens, moves } = commandsOf<Binding>();

/** Who looks after residents' accounts. */
const desk: readonly Position[] = ['FRONT', 'CSM', 'PM', 'HQ-ADM'];
const none = z.strictObject({});
const within = { by: ['SYSTEM'], internal: true } as const;

/**
 * Binding a resident's sign-in to a customer by phone code (住户绑定).
 *
 *     sent ─confirm─▶ bound ─unbind, revoke─▶ unbound
 *      ├─ five wrong codes ─▶ spent
 *      └─ five minutes ─▶ expired
 *
 * One number, one code, five tries: whoever holds the telephone is the customer. What he may then see follows from his dated relations, so that nothing has to be
 * taken back when he moves out.
 */
export const binding = defineWorkflow<Binding>({
  name: 'binding',
  title: '住户绑定',
  collection: 'bindings',
  numberPrefix: 'BD',
  contract: bindingContract,
  record: Binding,
  logged: false,
  stateTitles: { sent: '待验证', expired: '已过期', spent: '验证失败', bound: '已绑定', unbound: '已解除' },
  notices: {
    'binding.revoked': { zh: '您的住户绑定已由客户服务中心解除：{reason}', en: 'The front desk has taken off your binding: {reason}' },
  },
  commands: {
    request: opens({ ...within, title: '获取验证码', to: ['sent'], input: BindingRequest, apply: request }),
    confirm: moves({
      ...within,
      title: '验证',
      from: ['sent'],
      to: ['sent', 'expired', 'spent', 'bound'],
      input: Confirmation,
      reads: readFlats,
      apply: confirm,
    }),
    expire: moves({ ...within, title: '过期', from: ['sent'], to: ['expired'], input: none, apply: expire }),
    unbind: moves({ ...within, title: '解除绑定', from: ['bound'], to: ['unbound'], input: none, apply: unbind }),
    revoke: moves({ title: '撤销绑定', by: ['FRONT', 'CSM', 'PM'], from: ['bound'], to: ['unbound'], input: Revocation, apply: revoke }),
  },
  readBy: desk,
  timers: (record) => (record.state === 'sent' ? [codeTimer(record)] : []),
  subject: ({ phone }) => ({ title: `住户绑定 ${phone.m}` }),
  terms: ({ person }) => [{ kind: 'person', value: person }],
});

function codeTimer({ requestedAt, until }: Binding): Timer {
  return { name: 'code', from: requestedAt, due: until, stages: [{ name: 'expired', at: until, command: 'expire' }] };
}
