import { describe, expect, it } from 'vitest';
import { foundMember } from '../../lib/cases/founding.ts';
import { readOne } from '../../lib/cases/read.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { companyRegister } from '../../lib/registers/company/register.ts';
import { memberRegister } from '../../lib/registers/member/register.ts';
import { approval } from '../../lib/workflows/approval/workflow.ts';
import { complaint } from '../../lib/workflows/complaint/workflow.ts';
import { timeIs } from '../support/clock.ts';
import { serviceCentre } from '../workflows/complaint/desk.ts';
import { minutes } from '../workflows/complaint/story.ts';

const hidden = { code: 'access.not-found' };

/** A complaint whose lowering the supervisor has asked for: the project manager signs. */
async function asked() {
  const at = await serviceCentre();
  const id = await at.register();
  await at.act('csm', id, 'grade', { grade: 'major', grounds: ['misconduct'] });
  const { body } = await at.act('csm', id, 'lower', { reason: '误报' });
  const { approval: request } = body['approval'] as { approval: string };
  const member = (person: string, id2: string, command: string, input: object) =>
    at.by(person, memberRegister, command, input, { id: id2, project: hq, anywhere: true });
  return { ...at, id, request, member };
}

describe('an approval', () => {
  it('is signed by nobody for the requester: neither his deputy nor a position the company has made of his own', async () => {
    const { hire, member, sign, request, system, desk } = await asked();
    await system(companyRegister, hq, desk.company, { legalName: '物业公司', positions: [{ id: 'X-BOTH', title: '综合主管', includes: ['CSM', 'PM'] }] });
    await hire('deputy', ['GATE']);
    await member('csm', 'csm', 'delegate', { to: 'deputy', until: '2026-07-05', reason: '休假' });
    await expect(sign('deputy', request)).rejects.toMatchObject({ kind: 'forbidden' });
    await foundMember(desk, { company: desk.company, person: 'csm', positions: ['X-BOTH'], projects: ['p1'], units: [] });
    await expect(sign('csm', request)).rejects.toMatchObject({ code: 'approval.own' });
    await hire('adm', ['HQ-ADM']);
  });

  it('is not signed by somebody locked, and not carried out for a requester who was locked meanwhile', async () => {
    const { hire, member, sign, request, carry, read, id } = await asked();
    await hire('adm', ['HQ-ADM']);
    await member('adm', 'pm', 'lock', { reason: '手机遗失' });
    await expect(sign('pm', request)).rejects.toMatchObject({ code: 'access.locked' });
    await member('adm', 'pm', 'unlock', {});
    await sign('pm', request);
    await member('adm', 'csm', 'lock', { reason: '手机遗失' });
    expect(await carry(request)).toBe('notExecuted');
    expect(await read(id, 'pm')).toMatchObject({ grade: 'major' });
  });

  it('is nothing to another company with the same people and numbers', async () => {
    const here = await asked();
    const there = await serviceCentre();
    await expect(readOne(there.desk, approval, { person: 'pm', project: 'p1' }, here.request)).rejects.toMatchObject(hidden);
    await expect(readOne(there.desk, complaint, { person: 'pm', project: 'p1' }, here.id)).rejects.toMatchObject(hidden);
    await expect(there.sign('pm', here.request)).rejects.toMatchObject(hidden);
    expect(await there.carry(here.request)).toBeUndefined();
    timeIs(minutes(5));
    expect(await here.read(here.request, 'pm', approval)).toMatchObject({ state: 'pending' });
  });

  it('is seen by nobody who does not see its case, and tells him nothing', async () => {
    const { act, read, hire, by } = await asked();
    await hire('li', ['ENG']);
    const secret = (await by('zhao', complaint, 'register', rude)).body.id;
    await act('csm', secret, 'grade', { grade: 'major', grounds: ['misconduct'] });
    const { body } = await act('csm', secret, 'lower', { reason: '误报' });
    const { approval: request } = body['approval'] as { approval: string };
    for (const person of ['li', 'wang', 'liu', 'wife']) {
      await expect(read(request, person, approval)).rejects.toMatchObject(hidden);
      await expect(by(person, approval, 'decide', { decision: 'approve' }, { id: request })).rejects.toMatchObject(hidden);
      await expect(by(person, approval, 'withdraw', {}, { id: request })).rejects.toMatchObject(hidden);
    }
  });
});

const rude = {
  kind: 'complaint',
  channel: 'phone',
  category: 'service',
  text: '骂人',
  unit: '1-2-401',
  complainant: { name: '马', party: 'ma' },
  against: { persons: ['wang'] },
};
