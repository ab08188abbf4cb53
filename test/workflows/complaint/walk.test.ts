import { describe, expect, it } from 'vitest';
import { readParts } from '../../../lib/cases/read.ts';
import { DomainError } from '../../../lib/kernel/error.ts';
import { unitRegister } from '../../../lib/registers/unit/register.ts';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { serviceCentre } from './desk.ts';
import { hours, litter, minutes, danger as ofP1, rude as ruderOfP1 } from './story.ts';

const { complainant: _danger, ...danger } = ofP1;
const { complainant: _rude, ...rude } = ruderOfP1;

/** Everything a refusal tells. */
async function told(run: Promise<unknown>): Promise<string> {
  try {
    return `done ${JSON.stringify(await run)}`;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { kind, code, detail, errors } = error;
    return JSON.stringify({ kind, code, detail, errors });
  }
}

const missing = 'TS-20260701-0999';
const about = { against: { persons: ['zhao'] } };
const visit = { opinion: 'satisfied', how: '电话' };

describe('complaint 投诉 through the walk', () => {
  it('goes from the call to the visit, the registrar’s until it is assigned', async () => {
    const { register, act, read, answer, history } = await serviceCentre();
    const id = await register({ complainant: { name: '刘', phone: '13800001234', party: 'liu' } });
    expect(id).toBe('TS-20260701-0001');
    timeIs(minutes(14));
    await act('zhao', id, 'grade', { grade: 'ordinary' });
    await answer(id);
    await act('qian', id, 'handIn');
    await expect(act('qian', id, 'visit', visit)).rejects.toMatchObject({ kind: 'forbidden' });
    await act('csm', id, 'visit', visit);
    expect(await read(id)).toMatchObject({ state: 'closed', stateTitle: '关闭', ending: 'done' });
    const facts = (await history(id)).flatMap((entry) => entry.facts ?? []);
    for (const kpi of ['K05', 'K06', 'K08']) expect(facts.filter((fact) => fact.kpi === kpi).at(-1), kpi).toMatchObject({ met: true });
    expect(JSON.stringify([await read(id), await history(id)])).not.toContain('13800001234');
  });

  it('fires the limits once each, also when nobody swept for days', async () => {
    const { register, swept } = await serviceCentre();
    timeIs('2026-07-01T23:50:00+08:00');
    const id = await register();
    timeIs('2026-07-02T00:05:00+08:00');
    expect((await swept(id)).fired.map((one) => one.split('#').slice(0, 2).join('.'))).toEqual([
      'sameDay.remind',
      'plan.breach',
      'sameDay.warn',
      'sameDay.breach',
      'response.warn',
    ]);
    timeIs('2026-07-02T00:05:00.001+08:00');
    expect((await swept(id)).fired).toEqual([expect.stringMatching(/^response#breach#/)]);
    expect((await swept(id)).fired).toEqual([]);
    timeIs('2026-07-20T00:00:00+08:00');
    expect((await swept(id)).fired).toHaveLength(3);
    expect((await swept(id)).fired).toEqual([]);
  });

  it('reopens with the first clock, and tells the general manager the third time', async () => {
    const { register, act, read, answer, history } = await serviceCentre();
    const id = await register();
    await act('zhao', id, 'grade', { grade: 'ordinary' });
    const due = (await read(id)).timers.find(({ name }) => name === 'sameDay')?.dueAt;
    for (const [round, handler] of ['qian', 'zhao', 'wang'].entries()) {
      timeIs(hours(24 * round + 2));
      await answer(id, handler);
      await act(handler, id, 'handIn');
      await act('csm', id, 'visit', { opinion: 'dissatisfied', word: '没有改善', how: '电话' });
      expect(await read(id)).toMatchObject({ state: 'reopened', reopens: round + 1, registeredAt: minutes(0) });
      expect((await read(id)).timers.find(({ name }) => name === 'sameDay')?.dueAt).toBe(due);
    }
    const facts = (await history(id)).flatMap((entry) => entry.facts ?? []).filter(({ kpi }) => kpi === 'K06');
    expect(facts.map(({ met }) => met)).toEqual([undefined, true, undefined, false]);
    await expect(act('wang', id, 'assign', { handler: 'wang' })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('closes a major one with two signatures', async () => {
    const { register, act, read, answer, sign, carry } = await serviceCentre();
    const id = await register(danger);
    await act('zhao', id, 'grade', { grade: 'major', grounds: ['safety'] });
    await answer(id);
    await act('qian', id, 'handIn');
    await expect(act('csm', id, 'visit', visit)).rejects.toMatchObject({ code: 'complaint.visit-by-manager' });
    await act('pm', id, 'visit', visit);
    const asked = await act('csm', id, 'close', { note: '资料齐全' });
    const { approval: request } = asked.body['approval'] as { approval: string };
    expect(asked.status).toBe(202);
    await sign('pm', request);
    expect(await read(id)).toMatchObject({ state: 'visited' });
    await sign('hq', request);
    expect(await carry(request)).toBe('executed');
    expect(await read(id)).toMatchObject({ state: 'closed', ending: 'done' });
  });

  it('raises the first two with the third household', async () => {
    const { register, act, read } = await serviceCentre();
    const first = await register({ ...danger, unit: '1-2-301' });
    await act('zhao', first, 'grade', { grade: 'ordinary' });
    const second = await register({ ...danger, unit: '1-2-401', complainant: { party: 'ma' } });
    timeIs(hours(24));
    const third = await register({ ...danger, unit: '1-2-501', complainant: { name: '陈' } });
    expect(await read(third)).toMatchObject({ found: [{ ground: 'households', of: [first, second] }] });
    expect(await read(first)).toMatchObject({ state: 'graded', grade: 'major', grounds: ['households'] });
    expect(await read(second)).toMatchObject({ state: 'registered', found: [{ ground: 'households', of: [third] }] });
    await expect(act('zhao', third, 'grade', { grade: 'ordinary' })).rejects.toMatchObject({ code: 'complaint.grade-below-found' });
  });

  it('merges the app’s report into that of 12345, in one transaction', async () => {
    const { register, act, read } = await serviceCentre();
    const app = await register({ channel: 'app', complainant: undefined }, 'liu');
    timeIs(minutes(20));
    const official = await register({ channel: 'hotline12345' });
    expect(await read(official)).toMatchObject({ similar: [app] });
    await act('csm', app, 'merge', { into: official });
    expect(await read(app)).toMatchObject({ state: 'merged', into: official });
    expect(await read(official)).toMatchObject({ reports: 2, registeredAt: minutes(0), complainants: [{ party: 'liu', times: 2 }] });
    expect(await read(app, 'liu')).toMatchObject({ state: 'merged', mergedInto: official });
    await expect(act('csm', official, 'merge', { into: app })).rejects.toMatchObject({ code: 'reference.wrong-state' });
  });

  it('becomes a repair and comes back when that has ended', async () => {
    const { register, act, read, by } = await serviceCentre();
    const id = await register(danger);
    await act('csm', id, 'grade', { grade: 'ordinary' });
    await act('csm', id, 'assign', { handler: 'engm' });
    await act('engm', id, 'investigate');
    const window = { from: hours(1), to: hours(3) };
    await act('csm', id, 'transferToRepair', { reason: '电梯故障', report: { category: 'lift', window } });
    const child = 'BX-20260701-0001';
    expect(await read(child, 'csm', repair)).toMatchObject({
      state: 'registered',
      parent: { kind: 'complaint', id },
      place: { publicPlace: danger.publicPlace },
    });
    await by('zhao', repair, 'withdraw', { reason: '已由维保单位修复', word: '电话' }, { id: child });
    expect(await read(id)).toMatchObject({ state: 'investigating', repairs: [child], handler: { person: 'engm' } });
  });
});

describe('complaint 投诉: whom it is about', () => {
  it('finds nothing: to him and his desk it answers like one that is not there', async () => {
    const { register, act, read, history, desk, list, by } = await serviceCentre();
    const id = await register({ ...rude, ...about }, 'csm');
    for (const person of ['zhao', 'qian']) {
      const nowhere = await told(read(missing, person));
      expect(await told(read(id, person))).toBe(nowhere);
      expect(await told(history(id, person))).toBe(await told(history(missing, person)));
      const parts = (of: string) => told(readParts(desk, complaint, { person, project: 'p1' }, of, { limit: 5 }));
      expect(await parts(id)).toBe(await parts(missing));
      for (const command of ['grade', 'raise', 'nameRespondents', 'withdraw', 'watch', 'urge', 'comment', 'attach'] as const) {
        const input = {
          grade: { grade: 'ordinary' },
          raise: { grounds: ['media'], reason: 'x' },
          nameRespondents: { persons: ['wang'], reason: 'x' },
          withdraw: { reason: 'x', word: 'x' },
          comment: { text: 'x', audience: 'internal' },
          attach: { name: 'x' },
          watch: {},
          urge: {},
        }[command];
        expect(await told(act(person, id, command, input)), command).toBe(await told(act(person, missing, command, input)));
      }
      expect((await list(person)).items).toEqual([]);
    }
    expect((await list('csm')).items).toHaveLength(1);
    const other = await register({}, 'zhao');
    expect(await told(act('zhao', other, 'merge', { into: id }))).toBe(await told(act('zhao', other, 'merge', { into: missing })));
    expect(await read(other)).not.toHaveProperty('similar');
    expect(by).toBeDefined();
  });

  it('hears nothing of it, whoever works on it', async () => {
    const { register, act, answer, swept, desk } = await serviceCentre();
    const id = await register({ ...rude, ...about }, 'qian');
    await act('csm', id, 'grade', { grade: 'major', grounds: ['misconduct'] });
    await answer(id, 'engm');
    timeIs(hours(99));
    await swept(id);
    const { items } = await desk.table.query({ pk: `T#${desk.company}#P#p1#C#${id}`, prefix: 'H#', limit: 100 });
    const notices = items
      .flatMap(({ out }) => (out as { type: string; data: { to: { persons?: string[]; positions?: string[] } } }[] | undefined) ?? [])
      .filter(({ type }) => type === 'notice');
    expect(notices.length).toBeGreaterThan(5);
    for (const { data } of notices) {
      expect(data.to.positions ?? []).not.toContain('FRONT');
      expect(data.to.persons ?? []).not.toContain('zhao');
      expect(data.to.persons ?? []).not.toContain('qian');
    }
  });

  it('sees it no more once he is named, and has lost it', async () => {
    const { register, act, read } = await serviceCentre();
    const id = await register();
    await act('zhao', id, 'grade', { grade: 'ordinary' });
    await act('csm', id, 'assign', { handler: 'qian' });
    expect((await read(id, 'qian')).commands).toContain('investigate');
    await act('csm', id, 'nameRespondents', { persons: ['qian'], reason: '来电说明' });
    await expect(read(id, 'qian')).rejects.toMatchObject({ code: 'access.not-found' });
    await expect(read(id, 'zhao')).rejects.toMatchObject({ code: 'access.not-found' });
    expect(await read(id)).toMatchObject({ state: 'graded' });
  });

  it('may be the supervisor: then it is the project manager’s', async () => {
    const { register, act, read } = await serviceCentre();
    const id = await register({ ...rude, against: { persons: ['csm'] } });
    await expect(read(id, 'csm')).rejects.toMatchObject({ code: 'access.not-found' });
    await act('zhao', id, 'grade', { grade: 'ordinary' });
    await act('pm', id, 'assign', { handler: 'engm' });
    expect(await read(id, 'pm')).toMatchObject({ state: 'assigned' });
  });
});

describe('complaint 投诉: residents', () => {
  it('see their own: not the neighbour it is about, not the rest of the household', async () => {
    const { register, act, read, ownList } = await serviceCentre();
    const id = await register({ channel: 'app', category: 'neighbour', aboutUnit: '1-2-401', complainant: undefined }, 'liu');
    expect(await read(id, 'liu')).toMatchObject({ state: 'registered', text: litter.text });
    for (const person of ['ma', 'wife']) {
      expect(await told(read(id, person))).toBe(await told(read(missing, person)));
      expect((await ownList(person)).items).toEqual([]);
    }
    expect((await ownList('liu')).items).toHaveLength(1);
    await expect(act('liu', id, 'grade', { grade: 'ordinary' })).rejects.toMatchObject({ kind: 'forbidden' });
    await act('liu', id, 'withdraw', { reason: '已和解' });
    expect(await read(id)).toMatchObject({ state: 'withdrawn', through: 'complainant' });
  });

  it('keep what belongs to their time when they have moved out', async () => {
    const { register, read, by } = await serviceCentre();
    const id = await register({ channel: 'app', complainant: undefined }, 'liu');
    timeIs(hours(48));
    await by('csm', unitRegister, 'endRelation', { party: 'liu', role: 'occupant', to: '2026-07-02' }, { id: '1-2-301' });
    expect(await read(id, 'liu')).toMatchObject({ state: 'registered' });
    await expect(register({ channel: 'app', complainant: undefined }, 'liu')).rejects.toBeInstanceOf(DomainError);
    expect(await read(await register({ complainant: { name: '刘', party: 'liu' } }))).toMatchObject({ found: [{ ground: 'repeated', of: [id] }] });
  });
});
