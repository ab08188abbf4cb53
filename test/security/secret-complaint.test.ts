import { describe, expect, it } from 'vitest';
import { listQueue, readOne } from '../../lib/cases/read.ts';
import { openWork } from '../../lib/cases/walk.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { casePartition } from '../../lib/table/keys.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { inquiry } from '../../lib/workflows/inquiry/workflow.ts';
import { repair } from '../../lib/workflows/repair/workflow.ts';
import { serviceCentre } from '../workflows/complaint/desk.ts';
import { hours } from '../workflows/complaint/story.ts';

const said = '王师傅收了钱没修好，还骂人';
const aboutWang = { category: 'service', text: said, unit: '1-2-301', aboutUnit: '1-2-401', against: { persons: ['wang'] } };
const hidden = { code: 'access.not-found' };

/** Makes a repair of a complaint. */
const intoRepair = (more: object = {}) => ({
  reason: '确需维修',
  report: { category: 'water', window: { from: hours(1), to: hours(3) }, ...more },
});

/** The service centre, and two more at the desk of the respondent: `li` has the same position, `x` one that the company has made of it. */
async function centre() {
  const at = await serviceCentre();
  await at.hire('li', ['ENG']);
  const seen = async (person: string, id: string, of = repair) => JSON.stringify(await readOne(at.desk, of, { person, project: 'p1' }, id));
  const historyOf = async (person: string, id: string, of = repair) => JSON.stringify(await at.history(id, person, of));
  return { ...at, seen, historyOf };
}

describe('a repair made of a secret complaint', () => {
  it('tells the engineer complained about neither the number, nor who complained, nor what was said', async () => {
    const { register, act, seen, historyOf } = await centre();
    const id = await register(aboutWang);
    await act('csm', id, 'grade', { grade: 'ordinary' });
    await act('csm', id, 'transferToRepair', intoRepair({ description: '卫生间返水' }));
    for (const person of ['wang', 'li', 'engm']) {
      for (const text of [await seen(person, 'BX-20260701-0001'), await historyOf(person, 'BX-20260701-0001')]) {
        expect(text).not.toContain('刘');
        expect(text).not.toContain(said);
        expect(text).not.toContain('"liu"');
        if (person !== 'engm') expect(text).not.toContain(id);
      }
    }
    expect(await seen('csm', 'BX-20260701-0001')).toContain(id);
  });

  it('is described by whoever makes it, because the words are the complainant’s', async () => {
    const { register, act } = await centre();
    const id = await register(aboutWang);
    await act('csm', id, 'grade', { grade: 'ordinary' });
    await expect(act('csm', id, 'transferToRepair', intoRepair())).rejects.toMatchObject({ code: 'complaint.description-needed' });
  });

  it('shows the residents of the flat no number of the complaint', async () => {
    const { register, act, seen } = await centre();
    const id = await register({ ...aboutWang, against: undefined });
    await act('csm', id, 'grade', { grade: 'ordinary' });
    await act('csm', id, 'transferToRepair', intoRepair({ description: '卫生间返水' }));
    const text = await seen('ma', 'BX-20260701-0001');
    expect(text).not.toContain(id);
    expect(text).not.toContain('刘');
    expect(await seen('csm', 'BX-20260701-0001')).toContain(id);
    expect(await seen('csm', id, (await import('../../lib/workflows/complaint/workflow.ts')).complaint)).toContain('BX-20260701-0001');
  });
});

describe('what belongs to a complaint', () => {
  it('is kept with it when it is merged into a secret one', async () => {
    const { register, act, read } = await centre();
    const open = await register();
    const secret = await register({ ...aboutWang, complainant: { name: '马', party: 'ma' } });
    expect(await read(open, 'wang')).toMatchObject({ state: 'registered' });
    await act('csm', open, 'merge', { into: secret });
    for (const person of ['wang', 'li']) await expect(read(open, person)).rejects.toMatchObject(hidden);
    expect(await read(open, 'csm')).toMatchObject({ state: 'merged', into: secret });
  });

  it('is kept with it when it is named later whom it is about: the inquiry it came from', async () => {
    const { by, act, read } = await centre();
    const question = { channel: 'phone', category: 'services', question: said, unit: '1-2-301', asker: { name: '刘', party: 'liu' } };
    const { body } = await by('qian', inquiry, 'register', question);
    await by('qian', inquiry, 'turnIntoComplaint', { kind: 'complaint', category: 'service' }, { id: body.id });
    const id = 'TS-20260701-0001';
    expect(await read(body.id, 'zhao', inquiry)).toMatchObject({ children: [{ kind: 'complaint', id }] });
    await act('csm', id, 'nameRespondents', { persons: ['zhao'], reason: '来电说明' });
    for (const person of ['zhao', 'qian']) await expect(read(body.id, person, inquiry)).rejects.toMatchObject(hidden);
    expect(await read(body.id, 'csm', inquiry)).toMatchObject({ state: 'turnedIntoComplaint' });
  });

  it('is kept with it when a report about somebody is merged into it: the inquiry it came from', async () => {
    const { by, register, act, read } = await centre();
    const question = { channel: 'phone', category: 'services', question: '没人理', unit: '1-2-301', asker: { name: '刘', party: 'liu' } };
    const { body } = await by('csm', inquiry, 'register', question);
    await by('csm', inquiry, 'turnIntoComplaint', { kind: 'complaint', category: 'service' }, { id: body.id });
    const secret = await register({ ...aboutWang, against: { positions: ['FRONT'] }, complainant: { name: '马', party: 'ma' } }, 'csm');
    await act('csm', secret, 'merge', { into: 'TS-20260701-0001' });
    await expect(read(body.id, 'zhao', inquiry)).rejects.toMatchObject(hidden);
  });

  it('is kept with it when it is named later: a pending approval, which the respondent can no more sign', async () => {
    const { by, register, act, read, desk, history } = await centre();
    const id = await register({ kind: 'complaint', category: 'service' });
    await act('csm', id, 'grade', { grade: 'ordinary' });
    const { body } = await act('csm', id, 'invalidate', { reason: 'untrue', note: said });
    const { approval: request } = body['approval'] as { approval: string };
    await act('hq', id, 'nameRespondents', { persons: ['pm'], reason: '来电说明' });
    await expect(read(request, 'pm', approval)).rejects.toMatchObject(hidden);
    await expect(history(request, 'pm', approval)).rejects.toMatchObject(hidden);
    await expect(by('pm', approval, 'decide', { decision: 'approve' }, { id: request })).rejects.toMatchObject(hidden);
    const { work } = await openWork(desk, { person: 'pm', project: 'p1' });
    expect((await listQueue(work, approval, { limit: 10 })).items).toEqual([]);
    expect(await read(request, 'hq', approval)).toMatchObject({ state: 'pending' });
  });

  it('is told to nobody any more who watched it and sits at that desk', async () => {
    const { register, act, desk, read } = await centre();
    const id = await register({ category: 'service' });
    await act('li', id, 'watch');
    await act('engm', id, 'watch');
    await act('csm', id, 'grade', { grade: 'ordinary' });
    await act('csm', id, 'nameRespondents', { persons: ['wang'], reason: '来电说明' });
    await act('csm', id, 'comment', { text: said, audience: 'internal' });
    const pk = casePartition(desk.company, 'case', { project: 'p1', kind: 'complaint', id });
    const { items } = await desk.table.query({ pk, prefix: 'H#', limit: 100 });
    const last = JSON.stringify(items.slice(-2));
    expect(last).not.toContain('"li"');
    expect(last).toContain('engm');
    expect(await read(id)).toMatchObject({ watchers: ['engm'] });
  });

  it('is kept from the desk of somebody whose position is the company’s own', async () => {
    const { register, hire, read, system, desk } = await centre();
    const position = { id: 'X-NIGHT', title: '夜班客服', includes: ['FRONT'] };
    await system(companyRegister, hq, desk.company, { legalName: '物业公司', positions: [position] });
    await hire('nie', ['X-NIGHT']);
    const id = await register({ ...aboutWang, against: { persons: ['nie'] } }, 'csm');
    for (const person of ['nie', 'zhao']) await expect(read(id, person)).rejects.toMatchObject(hidden);
  });
});

describe('the signatures a major complaint needs', () => {
  it('are not saved by merging it into one that was lowered', async () => {
    const { register, act, read } = await centre();
    const lowered = await register({ channel: 'phone' });
    await act('csm', lowered, 'grade', { grade: 'major', grounds: ['misconduct'] });
    await act('pm', lowered, 'lower', { reason: '误报' });
    const major = await register({ complainant: { name: '马', party: 'ma' }, unit: '1-2-401' });
    await act('csm', major, 'grade', { grade: 'major', grounds: ['safety'] });
    await act('csm', major, 'merge', { into: lowered });
    expect(await read(lowered)).toMatchObject({ grade: 'major', grounds: ['safety'] });
  });
});
