import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { readModel } from '../../local/cloud-model.ts';
import type { Founding } from '../../local/local-api.ts';
import { template } from './fixture/template.ts';

const folder = mkdtempSync(join(tmpdir(), 'wuyun-cloud-'));
const root = fileURLToPath(new URL('fixture', import.meta.url));
const founded: Founding[] = [];
let cloud: Cloud;

const open = () =>
  startCloud({
    port: 0,
    folder,
    empty: true,
    foundMember: (founding) => Promise.resolve(void founded.push(founding)),
    instead: { model: readModel(template), root },
  });

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: never; headers: Headers }> {
  const answer = await fetch(cloud.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as never, headers: answer.headers };
}

type Row = Record<string, string>;
const list = async (prefix: string): Promise<Row[]> => (await ask('GET', `/notes/${encodeURIComponent(prefix)}`)).body;
const clockTo = (now: string) => ask('POST', '/local/clock', { now });
const advance = (by: string) => ask('POST', '/local/clock', { advance: by });

beforeAll(async () => {
  cloud = await open();
});

afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('local cloud 本地云', () => {
  it('may begin anywhere when started bare, later only goes forward', async () => {
    expect((await clockTo('2026-06-30T00:00:00+08:00')).body).toEqual({ now: '2026-06-29T16:00:00.000Z' });
    expect((await clockTo('2026-07-01T23:50:00+08:00')).body).toEqual({ now: '2026-07-01T15:50:00.000Z' });
    expect((await clockTo('2026-07-01T23:49:59.999+08:00')).status).toBe(409);
    expect((await clockTo('2026-07-01 23:50:00')).status).toBe(400);
    expect((await advance('soon')).status).toBe(400);
    expect((await ask('POST', '/local/clock', [1])).status).toBe(400);
    expect((await ask('POST', '/local/clock', {})).status).toBe(400);
  });

  it('answers through the gateway, and tells stream, bus and inbox before it is idle', async () => {
    const { status, body, headers } = await ask('POST', '/notes/n1', { dueAt: '2026-07-01T16:20:00.000Z' });
    expect({ status, body }).toEqual({ status: 201, body: { at: '2026-07-01T15:50:00.000Z' } });
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    await ask('POST', '/local/idle');
    expect(await list('INBOX#')).toHaveLength(1);
  });

  it('speaks like the gateway where no function answers', async () => {
    expect(await ask('GET', '/nowhere')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    expect(await ask('POST', '/notes/crash', {})).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
    expect(await ask('POST', '/notes/big', 'x'.repeat(10 * 1024 * 1024))).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
    expect(await ask('GET', '/notes/%E0%A4%A')).toMatchObject({ status: 400, body: { message: 'Bad Request' } });
  });

  it('fires a timer at its own instant, not before, also when the clock goes far beyond', async () => {
    await advance('PT29M59.999S');
    expect((await list('NOTE#n1'))[0]).not.toHaveProperty('firedAt');
    await advance('PT2H');
    expect((await list('NOTE#n1'))[0]).toMatchObject({ firedAt: '2026-07-01T16:20:00.000Z' });
  });

  it('runs each schedule at each of its instants on a long way, and does not stop at a timer that cannot fire', async () => {
    await ask('POST', '/notes/stuck', { dueAt: '2026-07-01T18:30:30.000Z' });
    await ask('POST', '/notes/n2', { dueAt: '2026-07-01T18:30:40.000Z' });
    const before = await list('RUN#');
    await advance('PT1M');
    await clockTo('2026-07-01T19:00:00Z');
    expect((await list('NOTE#n2'))[0]).toMatchObject({ firedAt: '2026-07-01T18:30:40.000Z' });
    await clockTo('2026-07-04T00:00:00Z');
    const runs = (await list('RUN#')).slice(before.length);
    expect(runs).toEqual(['02', '03', '04'].map((day) => ({ pk: 'T#a', sk: `RUN#daily#2026-07-${day}T00:00:00Z`, at: `2026-07-${day}T00:00:00.000Z` })));
  }, 60_000);

  it('sends one schedule by hand for any instant', async () => {
    expect((await ask('POST', '/local/schedules/daily', { at: '2030-01-01T00:00:00Z' })).status).toBe(200);
    expect(await list('RUN#daily#2030')).toHaveLength(1);
    expect((await ask('POST', '/local/schedules/nightly')).status).toBe(404);
  });

  it('sends an event straight to a function', async () => {
    expect(await ask('POST', '/local/invoke/notify', { detail: { id: 'by-hand' } })).toMatchObject({ status: 200, body: {} });
    expect(await list('INBOX#by-hand')).toHaveLength(1);
    expect((await ask('POST', '/local/invoke/nobody', {})).status).toBe(404);
  });

  it('gives tokens after founding whom they are for', async () => {
    const { body } = await ask('POST', '/local/token', { company: 'a', person: 'li', positions: ['PM'], projects: ['p1'], units: [] });
    expect(founded).toEqual([{ company: 'a', person: 'li', positions: ['PM'], projects: ['p1'], units: [] }]);
    expect((body as { token: string }).token).toMatch(/^ey/);
    expect((await ask('POST', '/local/token', { company: 'a' })).status).toBe(400);
    expect((await ask('POST', '/local/token', { company: 'a', person: 'b', positions: 'PM' })).status).toBe(400);
    expect((await ask('POST', '/local/token', { company: 'a#b', person: 'b' })).status).toBe(400);
    expect((await ask('GET', '/local/issuer/.well-known/jwks.json')).body).toMatchObject({ keys: [{ kty: 'EC', alg: 'ES256' }] });
  });

  it('keeps clock and rows over a restart, and refuses a second cloud on its folder', async () => {
    await expect(open()).rejects.toThrow('in use');
    const before = await list('all');
    await cloud.stop();
    cloud = await open();
    expect(await list('all')).toEqual(before);
    expect((await ask('GET', '/local/clock')).body).toMatchObject({ now: '2026-07-04T00:00:00.000Z' });
    await ask('POST', '/notes/n3', {});
    await ask('POST', '/local/idle');
    expect(await list('INBOX#n3')).toHaveLength(1);
  });

  it('forgets everything on reset and works on', async () => {
    expect((await ask('POST', '/local/reset')).status).toBe(200);
    expect(await list('all')).toEqual([]);
    expect((await clockTo('2024-01-01T00:00:00Z')).status).toBe(200);
    await ask('POST', '/notes/n4', {});
    await ask('POST', '/local/idle');
    expect(await list('INBOX#')).toMatchObject([{ sk: 'INBOX#n4' }]);
  });
});
