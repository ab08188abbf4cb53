import * as z from 'zod';
import { asOf, contract, ifGiven, open, order, pin } from '../../lib/cases/contract.ts';
import { commandsOf, defineRegister, defineWorkflow, during, hold } from '../../lib/cases/define.ts';
import { instant, plus } from '../../lib/kernel/clock.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { id, instantText, storedInstant, text } from '../../lib/kernel/schema.ts';
import { personal, sealedRecord } from '../../lib/kernel/sealed.ts';

/** A register as small as one can be: a trolley (推车) that errands use. */
const Trolley = z.strictObject({ state: z.literal('current'), wheels: z.int(), busy: z.boolean() });
type Trolley = z.infer<typeof Trolley>;
const trolleyContract = contract<Trolley>()({
  name: 'trolley',
  title: '推车',
  commands: { put: z.strictObject({ wheels: z.int() }), load: z.strictObject({}) },
});
const trolleyCommands = commandsOf<Trolley>();

export const trolley = defineRegister<Trolley>({
  name: 'trolley',
  title: '推车',
  collection: 'trolleys',
  contract: trolleyContract,
  record: Trolley,
  stateTitles: { current: '在册' },
  readBy: ['FRONT', 'PM'],
  commands: {
    put: trolleyCommands.puts({
      title: '登记',
      to: ['current'],
      by: ['FRONT'],
      input: trolleyContract.commands.put,
      apply: (record, input) => ({ record: { state: 'current', busy: record?.busy ?? false, wheels: input.wheels } }),
    }),
    load: trolleyCommands.moves({
      title: '装车',
      from: ['current'],
      to: ['current'],
      by: ['SYSTEM'],
      internal: true,
      input: trolleyContract.commands.load,
      apply: (record) => {
        if (record.busy) throw new DomainError('conflict', 'trolley.busy');
        return { record: { ...record, busy: true } };
      },
    }),
  },
  subject: (_, key) => ({ title: `推车 ${key}` }),
  terms: (record) => [{ kind: 'name', value: `${record.wheels}轮` }],
  errors: { 'trolley.busy': { zh: '推车已占用，请换一辆', en: 'The trolley is in use' } },
});

const base = {
  what: z.string(),
  dueAt: storedInstant(),
  phone: sealedRecord.optional(),
  trolley: z.string().optional(),
  unit: z.string().optional(),
  pieces: z.int(),
};
const Errand = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), ...base }),
  z.strictObject({ state: z.literal('taken'), ...base, by: z.string() }),
  z.strictObject({ state: z.literal('done'), ...base, by: z.string(), doneAt: storedInstant() }),
  z.strictObject({ state: z.literal('expired'), ...base }),
]);
type Errand = z.infer<typeof Errand>;
const Wish = z.strictObject({ what: text(200), dueAt: instantText(), phone: personal('phone').optional(), unit: id().optional(), parent: id().optional() });
const errandContract = contract<Errand>()({
  name: 'errand',
  title: '跑腿',
  commands: { ask: Wish, childDone: z.strictObject({ child: z.string(), state: z.string() }) },
});
const { opens, moves } = commandsOf<Errand>();

/** A workflow as small as one can be, using everything the walk offers: claims, timers, orders, children, parts, personal data. */
export const errand = defineWorkflow<Errand>({
  name: 'errand',
  title: '跑腿',
  collection: 'errands',
  numberPrefix: 'PT',
  contract: errandContract,
  record: Errand,
  stateTitles: { open: '待接', taken: '已接', done: '完成', expired: '过期' },
  readBy: ['FRONT', 'PM', 'RESIDENT'],
  errors: {
    'errand.room-taken': { zh: '会议室已被 {who} 占用', en: 'The room is taken by {who}' },
    'errand.too-dear': { zh: '超过上限', en: 'Too dear' },
    'errand.not-own': { zh: '请由他人办理', en: 'Not your own' },
  },
  notices: {
    'errand.finish.late': { zh: '{number} 已超过 {due}', en: '{number} is late' },
    'errand.taken': { zh: '{title} 已有人接', en: '{title} was taken' },
  },
  commands: {
    ask: opens({
      title: '提出',
      to: ['open'],
      by: ['FRONT', 'RESIDENT'],
      input: errandContract.commands.ask,
      apply: (input) => ({ record: { state: 'open', what: input.what, dueAt: input.dueAt, phone: input.phone, unit: input.unit, pieces: 0 } }),
    }),
    take: moves({
      title: '接单',
      from: ['open'],
      to: ['taken'],
      by: ['FRONT'],
      input: z.strictObject({ trolley: id().optional() }),
      reads: (input) => ({ cart: ifGiven(trolleyContract, input.trolley, 'trolley') }),
      apply: (record, input, { actor }) => ({
        record: { ...record, state: 'taken', by: actor.person, trolley: input.trolley },
        also: input.trolley ? [order(trolleyContract, input.trolley, 'load', {})] : [],
        notices: [{ type: 'errand.taken', to: { persons: ['boss'], positions: ['PM'] } }],
      }),
    }),
    look: moves({
      title: '看车',
      from: ['open'],
      to: ['open'],
      by: ['FRONT'],
      input: z.strictObject({ trolley: id(), mode: z.enum(['pin', 'asOf']) }),
      reads: (input) => ({ cart: input.mode === 'pin' ? pin(trolleyContract, input.trolley) : asOf(trolleyContract, input.trolley) }),
      apply: (record, _, { reads }) => ({ record: { ...record, what: `${reads.cart.record.wheels} wheels` } }),
    }),
    split: moves({
      title: '拆单',
      from: ['taken'],
      to: ['taken'],
      by: ['FRONT'],
      input: z.strictObject({ what: text(100) }),
      apply: (record, input) => ({
        record: { ...record, pieces: record.pieces + 1 },
        also: [open(errandContract, 'ask', { what: input.what, dueAt: record.dueAt })],
        parts: [{ kind: 'piece', id: String(record.pieces + 1), data: { what: input.what } }],
      }),
    }),
    finish: moves({
      title: '完成',
      from: ['taken'],
      to: ['done'],
      by: ['FRONT'],
      input: z.strictObject({}),
      may: (record, actor) => record.by === actor.person,
      apply: (record, _, { now }) => ({ record: { ...record, state: 'done', doneAt: now } }),
    }),
    spend: moves({
      title: '垫付',
      from: ['taken'],
      to: ['taken'],
      by: ['FRONT'],
      input: z.strictObject({ yuan: z.int().min(1), phone: personal('phone').optional(), trolley: id().optional() }),
      apply: (record, { yuan, phone, trolley }) => {
        if (yuan > 10_000) throw new DomainError('unprocessable', 'errand.too-dear');
        return {
          record: { ...record, what: `垫付${yuan}`, ...(phone ? { phone } : {}) },
          also: trolley ? [order(trolleyContract, trolley, 'load', {})] : [],
        };
      },
      approval: (_, { yuan }) => {
        if (yuan <= 500) return undefined;
        const first = { need: ['CSM'], mode: 'any' } as const;
        return { summary: `垫付 ${yuan} 元`, stages: yuan <= 2000 ? [first] : [first, { need: ['PM', 'HQ-FIN'], mode: 'all', hours: 48 }] };
      },
    }),
    childDone: moves({
      title: '子单完成',
      from: ['taken'],
      to: ['taken'],
      by: ['SYSTEM'],
      internal: true,
      input: errandContract.commands.childDone,
      apply: (record) => ({ record: { ...record, pieces: record.pieces - 1 } }),
    }),
    expire: moves({
      title: '过期',
      from: ['open'],
      to: ['expired'],
      by: ['SYSTEM'],
      internal: true,
      input: z.strictObject({}),
      apply: (record) => ({ record: { ...record, state: 'expired' } }),
    }),
  },
  onChildClosed: 'childDone',
  claims: (record) => {
    if (record.state !== 'taken') return [];
    if (!record.what.startsWith('车')) return [hold(`room/${record.what}`, { label: { who: record.by }, error: 'errand.room-taken' })];
    return [during('van', instant('2026-07-01T00:00:00Z'), record.dueAt, { label: { who: record.by }, capacity: 2 })];
  },
  timers: (record) => [
    {
      name: 'finish',
      from: plus(record.dueAt, { hours: -1 }),
      due: record.dueAt,
      stop: record.state === 'done' ? record.doneAt : undefined,
      postponable: true,
      stages: [
        { name: 'half', at: plus(record.dueAt, { minutes: -30 }) },
        { name: 'late', at: record.dueAt, tell: { positions: ['PM'] } },
        { name: 'gone', at: plus(record.dueAt, { hours: 1 }), command: 'expire' },
      ],
    },
  ],
  terms: (record) => (record.phone ? [{ kind: 'phone', value: record.phone.h }] : []),
  subject: (record) => ({ title: record.what, unit: record.unit, mine: 'by' in record ? record.by : undefined }),
  residentView: (record) => ({ state: record.state, what: record.what }),
  facts: (record, key, { today }) => (record.state === 'done' ? [{ kpi: 'errand', key, on: today, met: record.doneAt <= record.dueAt }] : []),
});
