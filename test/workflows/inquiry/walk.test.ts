import { describe, expect, it } from 'vitest';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { inquiry } from '../../../lib/workflows/inquiry/workflow.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { timeIs } from '../../support/clock.ts';
import { serviceCentre } from '../complaint/desk.ts';
import { minutes } from '../complaint/story.ts';

const question = {
  channel: 'phone',
  category: 'services',
  question: '空调滴水谁来处理？',
  unit: '1-2-301',
  asker: { name: '刘', phone: '13800001234', party: 'liu' },
};

/** The reception log of the service centre. */
async function reception() {
  const at = await serviceCentre();
  const ask = async (more: object = {}, person = 'zhao') => (await at.by(person, inquiry, 'register', { ...question, ...more })).body.id;
  const turn = (id: string, command: string, input: object, person = 'zhao') => at.by(person, inquiry, command, input, { id });
  return { ...at, ask, turn };
}

describe('inquiry 咨询 through the walk', () => {
  it('becomes a complaint in one transaction: the link, the asker, the first clock', async () => {
    const { ask, turn, read, act, desk } = await reception();
    const id = await ask();
    timeIs(minutes(10));
    await turn(id, 'turnIntoComplaint', { kind: 'complaint', category: 'service', text: '三次来电无人处理' });
    const child = 'TS-20260701-0001';
    expect(await read(id, 'zhao', inquiry)).toMatchObject({ state: 'turnedIntoComplaint', reclassified: [{ from: 'services', to: 'complaint' }] });
    const seen = await read(child);
    expect(seen).toMatchObject({
      parent: { kind: 'inquiry', id },
      inquiry: id,
      channel: 'inquiry',
      registeredAt: minutes(0),
      complainants: [{ name: '刘', party: 'liu' }],
    });
    expect(seen.timers.find(({ name }) => name === 'response')?.dueAt).toBe(minutes(15));
    timeIs(minutes(16));
    await act('zhao', child, 'grade', { grade: 'ordinary' });
    expect((await read(child)).timers.find(({ name }) => name === 'response')).toHaveProperty('breachedAt');
    expect(JSON.stringify([await read(id, 'zhao', inquiry), seen])).not.toContain('13800001234');
    expect((await desk.table.query({ pk: `T#${desk.company}#FIND#inquiry#${id}`, limit: 5 })).items).toHaveLength(1);
  });

  it('becomes a repair whose thirty minutes count from the question', async () => {
    const { ask, turn, read } = await reception();
    const id = await ask();
    timeIs(minutes(20));
    await turn(id, 'turnIntoRepair', { category: 'water', urgent: true, urgentKind: 'burstPipe' });
    const seen = await read('BX-20260701-0001', 'zhao', repair);
    expect(seen).toMatchObject({ parent: { kind: 'inquiry', id }, registeredAt: minutes(0), callers: [{ name: '刘', party: 'liu' }] });
    expect(seen.timers.find(({ name }) => name === 'arrival')?.dueAt).toBe(minutes(30));
  });

  it('leaves nothing behind when what it should become is refused', async () => {
    const { ask, turn, read } = await reception();
    const id = await ask({ asker: undefined });
    await expect(turn(id, 'turnIntoComplaint', { kind: 'complaint', category: 'service' })).rejects.toMatchObject({ code: 'complaint.place-required' });
    await expect(turn(id, 'turnIntoRepair', { category: 'water' })).rejects.toMatchObject({ code: 'repair.window-required' });
    expect(await read(id, 'zhao', inquiry)).toMatchObject({ state: 'open' });
    await expect(read('TS-20260701-0001')).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('is kept from the desk the complaint is about, as the complaint is', async () => {
    const { ask, turn, read } = await reception();
    const id = await ask();
    await turn(id, 'turnIntoComplaint', { kind: 'complaint', category: 'service', against: { positions: ['FRONT'] } });
    for (const person of ['zhao', 'qian']) {
      await expect(read(id, person, inquiry)).rejects.toMatchObject({ code: 'access.not-found' });
      await expect(read('TS-20260701-0001', person, complaint)).rejects.toMatchObject({ code: 'access.not-found' });
    }
    expect(await read(id, 'csm', inquiry)).toMatchObject({ state: 'turnedIntoComplaint' });
  });

  it('cannot be given an earlier time by anybody', async () => {
    const { by, register } = await reception();
    const earlier = { receivedAt: minutes(-30), receivedOn: '2026-07-01' };
    await expect((async () => by('zhao', inquiry, 'register', { ...question, ...earlier }))()).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(register(earlier)).rejects.toMatchObject({ code: 'request.invalid' });
    const whole = { kind: 'complaint', channel: 'phone', category: 'service', text: 'x', unit: '1-2-301', complainant: { party: 'liu' }, ...earlier };
    await expect(by('zhao', complaint, 'receive', whole)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('is answered for a resident who asks by himself, and told to the supervisor when nobody does', async () => {
    const { ask, turn, read, swept } = await reception();
    const id = await ask({ channel: 'app', asker: undefined }, 'liu');
    await expect(read(id, 'wife', inquiry)).rejects.toMatchObject({ code: 'access.not-found' });
    timeIs('2026-07-02T18:00:00.001+08:00');
    expect((await swept(id, inquiry)).fired.at(-1)).toMatch(/^answer#breach/);
    await turn(id, 'answer', { answer: '由业主自行清理冷凝水管', minutes: 6 });
    expect(await read(id, 'liu', inquiry)).toMatchObject({ state: 'answered', answer: { text: '由业主自行清理冷凝水管' } });
  });
});
