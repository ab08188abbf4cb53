import { describe, expect, it } from 'vitest';
import type { Found, Loaded } from '../../../lib/cases/contract.ts';
import type { Context, ServedFacts } from '../../../lib/cases/definition.ts';
import { instant, plus } from '../../../lib/kernel/clock.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import type { AnnounceInput } from '../../../lib/workflows/document/contract.ts';
import { fileName, largest, media } from '../../../lib/workflows/document/media.ts';
import { type Document, faults, type In } from '../../../lib/workflows/document/record.ts';
import { announce, complete, faultOf, withdraw } from '../../../lib/workflows/document/rules.ts';
import { document } from '../../../lib/workflows/document/workflow.ts';
import { actorOf, contextOf } from '../../support/context.ts';

const sha256 = 'a'.repeat(64);
const on = { kind: 'repair', id: 'BX-20260701-0001' };
const input: AnnounceInput = { on, name: '漏水照片', type: 'image/jpeg', bytes: 1000, sha256 };
const openCase: ServedFacts = { place: 'case', unit: '1-2-301', ended: false };
const now = instant('2026-07-01T10:00:00+08:00');

type Announcing = Parameters<typeof announce>[1];
function announcing({ siblings = 0, served = openCase, ...overrides }: { siblings?: number } & Partial<Context> = {}): Announcing {
  const record: readonly Found<Document>[] = Array.from({ length: siblings }, (_, at) => ({ id: `WJ-${at}`, record: pending }));
  const reads = { siblings: { contract: document.contract, id: '', version: 0, record } satisfies Loaded<readonly Found<Document>[]> };
  return { ...contextOf({ ...overrides, served }), reads };
}

const pending: In<'pending'> = { state: 'pending', ...input, type: 'image/jpeg', unit: '1-2-301', uploader: 'front.1' };
const stored: In<'stored'> = { ...pending, state: 'stored', kept: { at: now, sha256, bytes: 900 } };
const resident = { ...actorOf('liu'), party: 'liu' };

/** What a rule refuses with. */
function refusalOf(run: () => unknown): { kind: string; code: string; detail: object; path?: string | undefined } {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return { kind: error.kind, code: error.code, detail: error.detail, path: error.errors[0]?.path };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('announcing a file', () => {
  it('notes what it is, whose it is and the household of the record', () => {
    expect(announce(input, announcing()).record).toEqual(pending);
    expect(announce({ ...input, type: 'IMAGE/JPEG', internal: true }, announcing({ served: { place: 'register', ended: false } })).record).toEqual({
      state: 'pending',
      ...input,
      uploader: 'front.1',
      internal: true,
    });
  });

  it.each([
    ['image/jpeg', 10],
    ['image/png', 10],
    ['image/webp', 10],
    ['application/pdf', 20],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 20],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 20],
  ])('%s has up to %i MB and not one byte more', (type, megabytes) => {
    const most = megabytes * 1024 * 1024;
    expect(announce({ ...input, type, bytes: most }, announcing()).record.bytes).toBe(most);
    const refusal = refusalOf(() => announce({ ...input, type, bytes: most + 1 }, announcing()));
    expect(refusal).toMatchObject({ kind: 'too-large', code: 'document.too-big', path: 'bytes', detail: { limit: `${megabytes} MB` } });
  });

  it('of 200 MB is refused at once, with the limit and the size in the sentence', () => {
    expect(refusalOf(() => announce({ ...input, bytes: 200 * 1024 * 1024 }, announcing())).detail).toEqual({
      size: '200 MB',
      limit: '10 MB',
      types: 'JPEG、PNG、WebP',
    });
  });

  it.each(['image/svg+xml', 'text/html', 'application/zip', 'application/x-msdownload', 'image/heic', 'constructor', '__proto__'])(
    '%s is not taken',
    (type) => {
      expect(refusalOf(() => announce({ ...input, type }, announcing()))).toMatchObject({ kind: 'unprocessable', code: 'document.type', path: 'type' });
    },
  );

  it('is the sixtieth of a record and never the sixty-first', () => {
    expect(announce(input, announcing({ siblings: 59 })).record.state).toBe('pending');
    expect(refusalOf(() => announce(input, announcing({ siblings: 60 })))).toMatchObject({ code: 'document.too-many', detail: { count: 60 } });
  });

  it('by a resident is for a case of his that is open, and never internal', () => {
    expect(announce(input, announcing({ actor: resident })).record.uploader).toBe('liu');
    for (const served of [{ ...openCase, ended: true }, { place: 'register', ended: false } as const])
      expect(refusalOf(() => announce(input, announcing({ actor: resident, served })))).toMatchObject({ kind: 'forbidden', code: 'document.resident' });
    expect(refusalOf(() => announce({ ...input, internal: true }, announcing({ actor: resident }))).code).toBe('document.resident-internal');
  });

  it('by a colleague is for a case that has ended too: papers come late', () => {
    expect(announce(input, announcing({ served: { ...openCase, ended: true } })).record.state).toBe('pending');
  });

  it('without a record to add it to finds nothing', () => {
    const { served: _served, ...context } = announcing();
    expect(refusalOf(() => announce(input, context)).code).toBe('access.not-found');
  });
});

describe('completing an upload', () => {
  const kept = { kept: { sha256: 'b'.repeat(64), bytes: 900 } };

  it('keeps what was seen', () => {
    expect(complete(pending, { seen: kept }, contextOf({ now })).record).toEqual({ ...pending, state: 'stored', kept: { at: now, ...kept.kept } });
  });

  it.each(Object.keys(faults) as (keyof typeof faults)[])('sends it back because of its %s, and says so', (fault) => {
    const { record } = complete(pending, { seen: { fault } }, contextOf({ now }));
    expect(record).toEqual({ ...pending, state: 'refused', refused: { at: now, fault } });
    const refusal = faultOf(record as In<'refused'>);
    expect(refusal.kind).toBe('unprocessable');
    expect(document.errors[refusal.code]).toBeDefined();
  });

  it('is refused while nothing has arrived', () => {
    expect(refusalOf(() => complete(pending, {}, contextOf()))).toMatchObject({ kind: 'conflict', code: 'document.not-arrived' });
  });

  it('is for the uploader alone', () => {
    expect(refusalOf(() => complete(pending, { seen: kept }, contextOf({ actor: actorOf('front.2', 'FRONT', 'PM') })))).toMatchObject({
      kind: 'forbidden',
      code: 'document.not-uploader',
    });
    const { complete: command } = document.commands;
    expect([command?.may(pending, actorOf('front.1')), command?.may(pending, actorOf('front.2', 'PM'))]).toEqual([true, false]);
  });

  it('begins within fourteen minutes, so that it never meets the sweep of the fifteenth', () => {
    const opened = { at: now, by: 'front.1' };
    const at = (ms: number) => complete(pending, { seen: kept }, contextOf({ opened, now: plus(now, { minutes: 14, ms }) }));
    expect(at(0).record.state).toBe('stored');
    expect(refusalOf(() => at(1))).toMatchObject({ kind: 'conflict', code: 'document.too-late' });
  });

  it('takes nothing from the caller: what was seen cannot be sent', () => {
    const { input: schema } = document.commands['complete'] ?? {};
    expect(schema?.parse({})).toEqual({});
    expect(schema?.safeParse({ seen: kept }).success).toBe(false);
  });
});

describe('the limit of an upload', () => {
  it('is fifteen minutes, and what was decided stops it', () => {
    const [timer] = document.timers(pending, now);
    expect(timer).toMatchObject({ name: 'upload', due: plus(now, { minutes: 15 }), stages: [{ name: 'expire', command: 'expire' }] });
    expect(timer?.stop).toBeUndefined();
    expect(document.timers(stored, now)[0]?.stop).toBe(now);
    expect(document.commands['expire']?.apply(pending, {}, contextOf({ now })).record).toEqual({ ...pending, state: 'expired', expiredAt: now });
  });
});

describe('withdrawing a document', () => {
  const reason = '传错文件';

  it.each([
    ['the uploader', actorOf('front.1', 'FRONT')],
    ['the head of customer service', actorOf('csm', 'CSM')],
    ['the project manager', actorOf('pm', 'PM')],
  ])('is for %s', (_, actor) => {
    for (const record of [pending, stored]) {
      expect(document.commands['withdraw']?.may(record, actor)).toBe(true);
      expect(withdraw(record, { reason }, contextOf({ actor, now })).record).toEqual({
        ...record,
        state: 'withdrawn',
        withdrawn: { at: now, by: actor.person, reason },
      });
    }
  });

  it.each([actorOf('front.2', 'FRONT'), actorOf('gm', 'GM'), resident])('is not for $person', (actor) => {
    expect(document.commands['withdraw']?.may(stored, actor)).toBe(false);
    expect(refusalOf(() => withdraw(stored, { reason }, contextOf({ actor })))).toMatchObject({ kind: 'forbidden', code: 'document.not-yours' });
  });
});

describe('a document', () => {
  it.each([
    { state: 'pending', allowed: ['complete', 'withdraw', 'expire'] },
    { state: 'stored', allowed: ['link', 'withdraw'] },
    { state: 'refused', allowed: [] },
    { state: 'expired', allowed: [] },
    { state: 'withdrawn', allowed: [] },
  ])('in $state allows $allowed and nothing else', ({ state, allowed }) => {
    const from = Object.entries(document.commands).filter(([, command]) => command.from.includes(state));
    expect(from.map(([name]) => name)).toEqual(allowed);
  });

  it('is found by the record it belongs to as long as it may still be fetched', () => {
    const word = [{ kind: 'on', value: 'repair:BX-20260701-0001' }];
    expect([document.terms(pending, 'x'), document.terms(stored, 'x')]).toEqual([word, word]);
    expect(document.terms({ ...pending, state: 'expired', expiredAt: now }, 'x')).toEqual([]);
  });

  it('that is internal is kept from residents; what others see names no colleague', () => {
    expect(document.secrecy(stored)).toBeUndefined();
    expect(document.secrecy({ ...stored, internal: true })).toEqual({ onlyParties: [] });
    const withdrawn = { ...stored, state: 'withdrawn', withdrawn: { at: now, by: 'front.1', reason: '传错' } };
    expect(JSON.stringify([document.residentView(stored, 'liu'), document.residentView(withdrawn, 'liu')])).not.toContain('front.1');
  });

  it('is saved under its name, with the ending of its type and without what a disk minds', () => {
    expect(fileName('漏水照片', 'image/jpeg')).toBe('漏水照片.jpg');
    expect(fileName('合同.PDF', 'application/pdf')).toBe('合同.PDF');
    expect(fileName('a/b\\c:d*e?f"g<h>i|j', 'image/png')).toBe('a_b_c_d_e_f_g_h_i_j.png');
  });

  it('is of a type with a cap', () => {
    for (const { family } of Object.values(media)) expect(largest[family]).toBeGreaterThan(0);
  });
});
