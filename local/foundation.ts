import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setClock } from '../lib/kernel/clock.ts';
import { useLayer } from '../lib/table/transport.ts';
import { type AwsServices, openAwsServices } from './aws-services.ts';
import { openClock, type TravelClock } from './clock.ts';
import type { CloudModel } from './cloud-model.ts';
import { SYSTEM_KEY, secretFor } from './engines/credentials.ts';
import { type Engine, startEngine } from './engines/dynoxide.ts';
import { secretFile } from './engines/kms.ts';
import { type ObjectStore, startObjectStore } from './engines/object-store.ts';
import { Outbox } from './engines/outbox.ts';
import { type Outlets, startOutlets } from './engines/outlets.ts';
import { PayDesk } from './engines/pay-desk.ts';
import { guardedTable, guardLayer } from './engines/policy-guard.ts';
import { openSchedules, type Schedules } from './engines/schedules.ts';
import { lockFolder, openState } from './engines/state.ts';
import { openStreams, type Streams } from './engines/streams.ts';
import { createTable, dropTable, systemClient } from './engines/table.ts';
import { AUDIENCE } from './issuer.ts';
import { PLACE } from './resolver.ts';
import { loadModel, ROOT } from './template.ts';

/** What is open, to be closed in the opposite order, also when the start fails half way. */
export type Closers = (() => unknown)[];

/** Handlers keep clients of these addresses: a second cloud in the same process must be where the first one was. */
const ports = { engine: 0, aws: 0, objects: 0, outlets: 0 };

/** The endpoint the user has given, read before the first cloud of this process overwrites the variable. */
const GIVEN_DYNAMODB = process.env['AWS_ENDPOINT_URL_DYNAMODB'];

/** The engine of our own, or whatever DynamoDB the environment points to. */
async function openEngine(folder: string): Promise<Engine> {
  if (GIVEN_DYNAMODB) return { endpoint: GIVEN_DYNAMODB, trim: () => undefined, forgetStream: () => undefined, stop: () => Promise.resolve() };
  const engine = await startEngine({ file: join(folder, 'table.sqlite'), ...(ports.engine ? { port: ports.engine } : {}) });
  ports.engine = Number(new URL(engine.endpoint).port);
  return engine;
}

/** One process has one environment: the template's own variables, and where our services listen. */
function setEnvironment(model: CloudModel, secret: Buffer, at: { dynamodb: string; s3: string; aws: string; issuer: string; outlets: string }): void {
  const { dynamodb, s3, aws, issuer, outlets } = at;
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'WARN',
    POWERTOOLS_METRICS_DISABLED: 'true',
    ...model.environment,
    WUYUN_ISSUER: issuer,
    WUYUN_AUDIENCE: AUDIENCE,
    AWS_REGION: PLACE.region,
    AWS_ACCESS_KEY_ID: SYSTEM_KEY,
    AWS_SECRET_ACCESS_KEY: secretFor(SYSTEM_KEY, secret),
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_S3: s3,
    WUYUN_SMS_URL: `${outlets}/sms`,
    WUYUN_WECOM_URL: outlets,
    WUYUN_EMAIL_DOMAIN: 'mail.example',
    WUYUN_WECHATPAY_URL: `${outlets}/wechatpay`,
    WUYUN_ALIPAY_URL: `${outlets}/alipay/gateway.do`,
    WUYUN_CALLBACK_URL: new URL(issuer).origin,
    ...Object.fromEntries(['STS', 'KMS', 'SFN', 'EVENTBRIDGE', 'LAMBDA', 'SESV2'].map((service) => [`AWS_ENDPOINT_URL_${service}`, aws])),
  });
}

/** Everything below the HTTP server, opened in order and registered for closing. */
export interface Foundation {
  model: CloudModel;
  state: DatabaseSync;
  clock: TravelClock;
  outbox: Outbox;
  pay: PayDesk;
  engine: Engine;
  client: ReturnType<typeof systemClient>;
  objects: ObjectStore;
  services: AwsServices;
  streams: Streams;
  schedules: Schedules;
}

/** What the foundation is built on. */
export interface Ground {
  folder: string;
  /** Address of the token issuer. */
  issuer: string;
  /** Instead of the synthesized template, with the folder its entry files are relative to: for tests of the cloud itself. */
  instead?: { model: CloudModel; root: string } | undefined;
}

/** Opens engines, services and the transport's guard; functions can run afterwards, but nothing has begun yet. */
export async function openFoundation({ folder, issuer, instead }: Ground, closers: Closers): Promise<Foundation> {
  closers.push(lockFolder(folder));
  const state = openState(folder);
  closers.push(() => state.close());
  const [model, engine] = await Promise.all([instead?.model ?? loadModel(), openEngine(folder)]);
  closers.push(() => engine.stop());
  const client = systemClient(engine.endpoint);
  closers.push(() => client.destroy());
  await createTable(client, model.table, { stream: true });

  const secret = secretFile(join(folder, 'access.key'));
  const { statements } = model.dataRole;
  const objects = await startObjectStore({ folder, buckets: model.buckets, port: ports.objects, root: secret, statements });
  closers.push(() => objects.stop());
  const clock = openClock(state);
  setClock(clock.now);
  const outbox = new Outbox(clock.now);
  const pay = new PayDesk(clock.now);
  const outlets: Outlets = await startOutlets(outbox, ports.outlets, pay);
  closers.push(() => outlets.stop());
  let wake = (): void => undefined;
  const root = instead?.root ?? ROOT;
  const services = await openAwsServices({ root, folder, model, state, clock, port: ports.aws, outbox, secret, settled: () => wake() });
  closers.push(() => services.stop());
  Object.assign(ports, { objects: objects.port, aws: services.port, outlets: outlets.port });
  const aws = `http://127.0.0.1:${services.port}`;
  setEnvironment(model, secret, { dynamodb: engine.endpoint, s3: objects.endpoint, aws, issuer, outlets: outlets.url });
  closers.push(useLayer(guardLayer(statements, guardedTable(model.table.arn, model.table.create))));

  const { deliveries, functions } = services;
  const schedules = openSchedules(model.schedules, isSweep(model), { state, deliveries, now: clock.now() });
  const streams = openStreams({
    endpoint: engine.endpoint,
    tableName: model.table.name,
    mappings: model.mappings,
    state,
    invoke: (name, event) => functions.invoke(name, event),
    park: async (mapping, record, reason) => {
      const key = `aws/lambda/${mapping.functionName}/${record.dynamodb.SequenceNumber}.json`;
      process.stderr.write(`stream record ${key} is parked: ${reason}\n`);
      if (mapping.deadLetterBucket) await objects.put(mapping.deadLetterBucket, key, JSON.stringify({ reason, record }));
    },
    trim: (sequence) => engine.trim(model.table.name, sequence),
  });
  wake = streams.wake;
  closers.push(() => streams.close());
  return { model, state, clock, outbox, pay, engine, client, objects, services, streams, schedules };
}

/** The every-minute sweep is the schedule whose function is `functions/timers.ts`: a travel leaps over its idle minutes. */
function isSweep({ functions }: CloudModel): (schedule: { functionName: string }) => boolean {
  const sweepers = new Set(functions.filter(({ entry }) => entry.endsWith('functions/timers.ts')).map(({ name }) => name));
  return ({ functionName }) => sweepers.has(functionName);
}

/** Empties table, objects, journal, queues and clock; the keys of KMS and issuer stay, since handlers and tokens rely on them. */
export async function emptyCloud(
  { model, engine, clock, outbox, pay, client, objects, services, streams, schedules }: Foundation,
  forget: (() => void) | undefined,
): Promise<void> {
  services.machines.clear();
  services.deliveries.clear();
  await services.functions.idle();
  await streams.reset(async () => {
    await dropTable(client, model.table.name);
    engine.forgetStream(model.table.name);
    await createTable(client, model.table, { stream: true });
  });
  await objects.clear();
  clock.clear();
  outbox.clear();
  pay.clear();
  schedules.restart(clock.now());
  forget?.();
}
