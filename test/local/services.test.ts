import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAwsServer } from '../../local/engines/aws-server.ts';
import { busOperations } from '../../local/engines/bus.ts';
import { sessionOf } from '../../local/engines/credentials.ts';
import { openDeliveries } from '../../local/engines/deliveries.ts';
import { kmsOperations } from '../../local/engines/kms.ts';
import { lambdaInvoke } from '../../local/engines/lambda.ts';
import { openState } from '../../local/engines/state.ts';
import { assumeRole } from '../../local/engines/sts.ts';
import type { Functions } from '../../local/functions.ts';

const role = 'arn:aws-cn:iam::000000000000:role/DataRole';
let folder: string;
let cloud: Awaited<ReturnType<typeof open>>;
let received: { name: string; event: unknown }[];
let failing: number;

async function open() {
  const state = openState(folder);
  const invoke = (name: string, event: unknown): Promise<unknown> => {
    received.push({ name, event });
    if (failing > 0) {
      failing -= 1;
      return Promise.reject(new TypeError('not now'));
    }
    return Promise.resolve({ ok: true });
  };
  const deliveries = openDeliveries(state, invoke, () => undefined);
  const functions = { invoke, find: () => ({}) } as unknown as Functions;
  const rules = [{ bus: 'house', pattern: { source: ['wuyun'], 'detail-type': ['notice'] }, functionNames: ['notify'] }];
  const server = await startAwsServer(
    {
      json: { TrentService: kmsOperations(join(folder, 'kms.key')), AWSEvents: busOperations(rules, deliveries, () => 0) },
      form: { AssumeRole: assumeRole(role, Buffer.from('root')) },
      rest: [lambdaInvoke(functions, deliveries)],
    },
    0,
  );
  const config = { endpoint: server.endpoint, region: 'cn-north-1', maxAttempts: 1, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const clients = { kms: new KMSClient(config), sts: new STSClient(config), bus: new EventBridgeClient(config), lambda: new LambdaClient(config) };
  return {
    ...clients,
    deliveries,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await deliveries.close();
      await server.stop();
      state.close();
    },
  };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wuyun-aws-'));
  received = [];
  failing = 0;
  cloud = await open();
});

afterEach(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('services behind the real clients', () => {
  it('KMS binds a data key to its company and opens it after a restart', async () => {
    const EncryptionContext = { company: 'a', purpose: 'seal' };
    const { Plaintext, CiphertextBlob } = await cloud.kms.send(new GenerateDataKeyCommand({ KeyId: 'k', KeySpec: 'AES_256', EncryptionContext }));
    await cloud.close();
    cloud = await open();
    const opened = await cloud.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { purpose: 'seal', company: 'a' } }));
    expect(opened.Plaintext).toEqual(Plaintext);
    expect(Plaintext).toHaveLength(32);
    const others: Record<string, string>[] = [{ company: 'b', purpose: 'seal' }, { company: 'a' }, {}];
    for (const other of others) {
      await expect(cloud.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: other }))).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
  });

  it('STS gives the data role for a company, and nothing else', async () => {
    const assume = (RoleArn: string, Tags?: { Key: string; Value: string }[]) => cloud.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 's', Tags }));
    const { Credentials } = await assume(role, [{ Key: 'company', Value: '物业-1' }]);
    expect(sessionOf(Credentials?.AccessKeyId ?? '')).toEqual({ company: '物业-1' });
    expect(Credentials?.AccessKeyId).toMatch(/^[A-Za-z0-9]+$/);
    expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
    await expect(assume(`${role}2`, [{ Key: 'company', Value: 'a' }])).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(role)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('the bus delivers an acknowledged event though the process dies before its function has run', async () => {
    failing = 1;
    const Detail = JSON.stringify({ to: 'PM' });
    const entry = (DetailType: string, EventBusName = 'house') => ({ Source: 'wuyun', DetailType, Detail, EventBusName });
    const answer = await cloud.bus.send(new PutEventsCommand({ Entries: [entry('notice'), entry('repair.dispatched'), entry('notice', 'other')] }));
    expect(answer.FailedEntryCount).toBe(0);
    await cloud.close();
    cloud = await open();
    cloud.deliveries.resume();
    await cloud.deliveries.drained();
    expect(received.map(({ name, event }) => ({ name, detail: (event as { detail: unknown }).detail }))).toEqual([
      { name: 'notify', detail: { to: 'PM' } },
      { name: 'notify', detail: { to: 'PM' } },
    ]);
  });

  it('an event that fails every attempt is parked and does not come again', async () => {
    failing = 99;
    await cloud.bus.send(new PutEventsCommand({ Entries: [{ Source: 'wuyun', DetailType: 'notice', Detail: '{}', EventBusName: 'house' }] }));
    await cloud.deliveries.drained();
    cloud.deliveries.resume();
    await cloud.deliveries.drained();
    expect(received).toHaveLength(3);
  });

  it('Lambda answers, names the error, and accepts events', async () => {
    const invoke = (InvocationType: 'Event' | 'RequestResponse') =>
      cloud.lambda.send(
        new InvokeCommand({
          FunctionName: 'arn:aws-cn:lambda:cn-north-1:000000000000:function:repair',
          InvocationType,
          Payload: JSON.stringify({ wuyun: 'fire' }),
        }),
      );
    const answered = await invoke('RequestResponse');
    expect(JSON.parse(new TextDecoder().decode(answered.Payload))).toEqual({ ok: true });
    failing = 1;
    const failed = await invoke('RequestResponse');
    expect(failed.FunctionError).toBe('Unhandled');
    expect(JSON.parse(new TextDecoder().decode(failed.Payload))).toMatchObject({ errorType: 'TypeError', errorMessage: 'not now' });
    expect((await invoke('Event')).StatusCode).toBe(202);
    await cloud.deliveries.drained();
    expect(received).toHaveLength(3);
  });
});
