import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../lib/kernel/error.ts';
import { idPattern } from '../lib/kernel/schema.ts';
import type { TravelClock } from './clock.ts';
import { AwsError } from './engines/aws-error.ts';
import { faults, type Outbox } from './engines/outbox.ts';
import type { PayDesk } from './engines/pay-desk.ts';
import type { Schedules } from './engines/schedules.ts';
import type { Issuer } from './issuer.ts';
import { breakPayments, merchantOf, NoSuchPayment, payAs, tradesOf } from './payments-api.ts';
import type { Time } from './time.ts';

/** Whom a local token is for, and what he may be and hold: the body of `POST /local/token`. */
export interface Founding {
  company: string;
  person: string;
  positions: string[];
  projects: string[];
  units: string[];
}

/** Creates or updates the company and the member with exactly these grants, as of the travelled clock. */
export type FoundMember = (founding: Founding) => Promise<void>;

interface LocalParts {
  clock: TravelClock;
  time: Time;
  schedules: Schedules;
  issuer: Issuer;
  outbox: Outbox;
  pay: PayDesk;
  foundMember: FoundMember;
  /** Calls the function whose entry is `functions/<name>.ts`. @throws AwsError when there is none */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** Empties the cloud as on an empty first start. */
  reset(): Promise<void>;
  /** Whether the first move of the clock may go anywhere: the cloud was started with `--empty` and has not been moved. */
  mayBegin(): boolean;
}

/** A request the local endpoints do not understand. English and Chinese: the reader is a developer. */
class Unfit extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of days and smaller: `P1D`, `PT31M`, `PT0.5S`. */
export function durationMs(text: string): number {
  const [, days, hours, minutes, seconds] = DURATION.exec(text) ?? [];
  if (days === undefined && hours === undefined && minutes === undefined && seconds === undefined) {
    throw new Unfit(400, 'local.duration', `Not a duration 不是时长: ${text} (PT31M, P1DT2H)`);
  }
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60_000 + Number(seconds ?? 0) * 1000;
}

/** Milliseconds of an instant with offset: a local time without a zone would mean another instant on another machine. */
export function instantMs(value: unknown): number {
  const ms = typeof value === 'string' && /(Z|[+-]\d\d:?\d\d)$/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isFinite(ms)) throw new Unfit(400, 'local.instant', `Not an instant with offset 需带时区的时刻: ${JSON.stringify(value)}`);
  return ms;
}

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  const bytes = request.body as Buffer | undefined;
  if (!bytes || bytes.length === 0) return {};
  try {
    const body: unknown = JSON.parse(bytes.toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Answered below like any other body that is no object.
  }
  throw new Unfit(400, 'local.body', 'A JSON object is expected 请求体须为 JSON 对象');
}

function textIn(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new Unfit(400, 'local.field', `${name} is missing 缺少 ${name}`);
  return value;
}

/** An id as the house allows it: a `#` in a company's name would reach another company's keys. */
function checkedId(name: string, value: string): string {
  if (!value.isWellFormed() || value !== value.normalize('NFC') || !idPattern.test(value)) {
    throw new Unfit(400, 'local.id', `${name} is not an id 编号不合规: ${JSON.stringify(value)}`);
  }
  return value;
}

function listIn(body: Record<string, unknown>, name: string): string[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string'))
    throw new Unfit(400, 'local.field', `${name} must be a list of texts 须为文本列表`);
  return value as string[];
}

/** Answers in the API's own problem+json: a refusal of the domain as the domain words it. */
async function refuse(reply: FastifyReply, error: unknown): Promise<void> {
  const body = await problemOf(error);
  if (body['status'] === 500) process.stderr.write(`local: ${error instanceof Error ? error.stack : String(error)}\n`);
  await reply.code(Number(body['status'])).header('content-type', 'application/problem+json').send(JSON.stringify(body));
}

async function problemOf(error: unknown): Promise<Readonly<Record<string, unknown>>> {
  if (error instanceof DomainError) {
    // Imported late: it opens the functions' logger, which reads the environment the cloud has set by now.
    const { problemBody } = await import('../functions/shared/problem.ts');
    return problemBody(error, 'zh', {});
  }
  if (error instanceof NoSuchPayment) return { type: 'about:blank', title: 'local.payment', status: 400, code: 'local.payment', detail: error.message };
  const { status, code } = error instanceof Unfit || error instanceof AwsError ? error : { status: 500, code: 'local.failed' };
  return { type: 'about:blank', title: code, status, code, detail: error instanceof Error ? error.message : String(error) };
}

async function moveClock(parts: LocalParts, body: Record<string, unknown>): Promise<unknown> {
  const { clock, time, schedules } = parts;
  const { now: wanted, advance } = body;
  if (wanted !== undefined && parts.mayBegin()) {
    await time.alone(async () => {
      const at = instantMs(wanted);
      clock.set(at);
      schedules.restart(at);
      clock.release();
    });
  } else {
    await time.travel((now) => {
      const target = wanted === undefined ? now + durationMs(textIn({ advance }, 'advance')) : instantMs(wanted);
      if (target < now) throw new Unfit(409, 'local.clock-backwards', `The clock only goes forward 时钟只能向前; it is ${new Date(now).toISOString()}`);
      return target;
    });
  }
  return { now: new Date(clock.now()).toISOString() };
}

async function giveToken({ foundMember, issuer }: LocalParts, body: Record<string, unknown>): Promise<unknown> {
  const { expiresIn, sub } = body;
  const lifetime = typeof expiresIn === 'number' ? expiresIn : undefined;
  if (sub !== undefined) return { token: await issuer.signIn(textIn(body, 'sub'), lifetime) };
  const founding: Founding = {
    company: checkedId('company', textIn(body, 'company')),
    person: checkedId('person', textIn(body, 'person')),
    positions: listIn(body, 'positions'),
    projects: listIn(body, 'projects').map((id) => (id === '*' ? id : checkedId('projects', id))),
    units: listIn(body, 'units').map((id) => checkedId('units', id)),
  };
  await foundMember(founding);
  return { token: await issuer.token(founding, lifetime) };
}

function breakProvider(outbox: Outbox, body: Record<string, unknown>): unknown {
  const { times = 1 } = body;
  const way = (['sms', 'email', 'wecom'] as const).find((known) => known === body['way']);
  const fault = faults.find((known) => known === body['fault']);
  if (!way || !fault || typeof times !== 'number') throw new Unfit(400, 'local.fault', `way: sms | email | wecom; fault 故障: ${faults.join(' | ')}; times`);
  outbox.fail(way, fault, times);
  return { way, fault, times };
}

/**
 * The endpoints that exist only here, below `/local`; nothing in the template leads to them.
 *
 * | | |
 * |---|---|
 * | `POST /local/token` | `{company, person, positions, projects, units, expiresIn?}` → `{token}`; company and member are upserted |
 * | `POST /local/token` | `{sub, expiresIn?}` → `{token}` of a sign-in that belongs to nobody yet: for `POST /invitations/accept` |
 * | `GET`, `POST /local/clock` | `{"now": instant}` or `{"advance": "PT31M"}` → `{now}`; 409 backwards |
 * | `GET /local/schedules`, `POST /local/schedules/{name}` | `{"at": instant}`: sends one schedule as if it were then |
 * | `POST /local/invoke/{function}` | sends an event, such as a sample of `events/samples`, to `functions/{function}.ts` → its answer |
 * | `GET /local/messages` | what has been "sent": text messages, mail, lines in groups → `{messages}` |
 * | `POST /local/messages/faults` | `{"way": "sms", "fault": "lostAnswer", "times": 1}`: the next calls of a provider go wrong |
 * | `GET /local/payments`, `POST /local/payments/{order}/pay`, `fail`, `pay-late`, `duplicate`, `contradict` | what payers and the payment providers do; `{order}` is the order's number |
 * | `POST /local/payments/faults` | `{"channel": "wechat", "fault": "lostAnswer", "times": 1}`: the next calls of a provider go wrong |
 * | `POST /local/payments/merchant` | `{"channel": "wechat", "project": "north"}` → an account for `PUT /company/channels` |
 * | `POST /local/idle` | answers when stream, bus, jobs, approvals and due timers have settled |
 * | `POST /local/reset` | empties everything, as on an empty first start |
 */
export function addLocalApi(server: FastifyInstance, parts: LocalParts): void {
  const { clock, time, schedules } = parts;
  const serve = (method: 'GET' | 'POST', url: string, work: (request: FastifyRequest) => unknown): void => {
    server.route({
      method,
      url: `/local${url}`,
      handler: async (request, reply) => {
        try {
          return await work(request);
        } catch (error) {
          await refuse(reply, error);
          return reply;
        }
      },
    });
  };
  parts.issuer.addRoutes(server);
  serve('POST', '/token', (request) => giveToken(parts, bodyOf(request)));
  serve('GET', '/clock', () => ({ now: new Date(clock.now()).toISOString() }));
  serve('POST', '/clock', (request) => moveClock(parts, bodyOf(request)));
  serve('GET', '/schedules', () => ({ schedules: schedules.names() }));
  serve('POST', '/schedules/:name', async (request) => {
    const { name } = request.params as { name: string };
    const { at } = bodyOf(request);
    const instant = at === undefined ? clock.now() : instantMs(at);
    schedules.fire(name, instant);
    await time.idle();
    return { name, at: new Date(instant).toISOString() };
  });
  serve('POST', '/invoke/:name', async (request) => {
    const { name } = request.params as { name: string };
    return (await parts.invoke(name, bodyOf(request))) ?? {};
  });
  serve('GET', '/messages', () => ({ messages: parts.outbox.sent }));
  serve('POST', '/messages/faults', (request) => breakProvider(parts.outbox, bodyOf(request)));
  serve('GET', '/payments', () => ({ payments: tradesOf(parts.pay) }));
  serve('POST', '/payments/faults', (request) => breakPayments(parts.pay, bodyOf(request)));
  serve('POST', '/payments/merchant', (request) => merchantOf(bodyOf(request)));
  serve('POST', '/payments/:order/:action', (request) => {
    const { order, action } = request.params as { order: string; action: string };
    return payAs(parts.pay, { order, action, body: bodyOf(request) });
  });
  serve('POST', '/idle', async () => {
    await time.idle();
    return { now: new Date(clock.now()).toISOString() };
  });
  serve('POST', '/reset', async () => {
    await time.alone(() => parts.reset());
    return { now: new Date(clock.now()).toISOString() };
  });
}
