import { describe, expect, it } from 'vitest';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { hours, litter, minutes, ordinary, play, refusal, rude, tell, timerOf, unnamed } from './story.ts';

const register = (input: object, by: 'zhao' | 'owner' | 'qian' = 'zhao') => refusal(() => play(undefined, 'register', input, { by }));
const { unit: _unit, ...nowhere } = litter;
const { complainant: _complainant, ...noOne } = litter;

describe('complaint 投诉: registration 登记', () => {
  it.each([
    ['neither unit nor place', nowhere, 'zhao', 'complaint.place-required'],
    ['the unit it is about', { ...nowhere, aboutUnit: '1-2-401' }, 'zhao', undefined],
    ['a public place and the complainant’s unit', { ...litter, publicPlace: '大堂' }, 'zhao', undefined],
    ['nobody who complains', noOne, 'zhao', 'complaint.complainant-required'],
    ['a complainant of whom nothing is said', { ...litter, complainant: {} }, 'zhao', 'complaint.complainant-required'],
    ['only a phone', { ...litter, complainant: { phone: '13800001234' } }, 'zhao', undefined],
    ['an unknown unit', { ...litter, unit: '9-9-999' }, 'zhao', 'reference.unknown'],
    ['an unknown respondent', { ...litter, against: { persons: ['ghost'] } }, 'zhao', 'complaint.respondent-unknown'],
    ['a respondent without a login', { ...litter, against: { persons: ['cleaner'] } }, 'zhao', undefined],
    ['his own app', { ...litter, channel: 'app', complainant: undefined }, 'owner', undefined],
    ['another channel than the app, by a resident', litter, 'owner', 'complaint.channel-app'],
    ['somebody else’s name, by a resident', { ...litter, channel: 'app', complainant: { party: 'P9' } }, 'owner', 'complaint.not-yourself'],
  ] as const)('with %s', (_, input, by, code) => {
    const more = { 'party/P9': {} };
    expect(refusal(() => play(undefined, 'register', input, { by, more }))).toBe(code);
  });

  it('is the registrar’s until somebody is assigned (首问负责)', () => {
    expect(complaint.subject(ordinary.registered(), 'x')).toMatchObject({ mine: 'zhao', unit: '1-2-301', title: '投诉 环境 1-2-301' });
    expect(complaint.subject(ordinary.assigned(), 'x')).toMatchObject({ mine: 'qian' });
    expect(timerOf(ordinary.graded(), 'sameDay')?.stages[0]?.tell).toMatchObject({ persons: ['zhao'] });
    expect(tell(undefined, ['register', { ...litter, channel: 'app', complainant: undefined }, { by: 'owner' }])).not.toHaveProperty('owner');
  });

  it('keeps abusive words as they were said, and shows them to nobody else', () => {
    const abuse = '你们这帮混蛋！！！再不来清我就……';
    const record = tell(undefined, ['register', { ...litter, text: abuse }]);
    expect(record.text).toBe(abuse);
    expect(complaint.residentView(record, 'P1')).toMatchObject({ text: abuse });
    expect(JSON.stringify(complaint.residentView(record, 'P9'))).not.toContain('混蛋');
    const said = JSON.stringify([play(undefined, 'register', { ...litter, text: abuse }).notices, complaint.subject(record, 'x'), complaint.card(record)]);
    expect(said).not.toContain('混蛋');
  });

  it('to avoid fees changes nothing about them: it orders nothing from anybody', () => {
    const unpaid = { ...litter, category: 'charge', text: '服务差，拒交物业费', demand: '免除今年物业费' };
    expect(play(undefined, 'register', unpaid).also).toEqual([]);
    expect(Object.keys(complaint.commands).filter((name) => /pay|waive|fee$|refund|cash|compensat/i.test(name))).toEqual([]);
  });
});

describe('complaint 投诉: anonymous 匿名', () => {
  it('keeps nothing of the complainant', () => {
    const record = tell(undefined, ['register', unnamed]);
    expect(record).toMatchObject({ anonymous: true, complainants: [], complainantCount: 0, reports: 1 });
    expect(record).not.toHaveProperty('unit');
    expect(complaint.terms(record, 'x').filter(({ kind }) => kind === 'phone' || kind === 'party' || kind === 'household-matter')).toEqual([]);
    expect(complaint.secrecy(record)).toEqual({ onlyParties: [] });
  });

  it.each([
    ['a complainant', { ...unnamed, complainant: { name: '张' } }, 'zhao', 'complaint.anonymous-person'],
    ['his unit', { ...unnamed, unit: '1-2-301' }, 'zhao', 'complaint.anonymous-unit'],
    ['his own login', { ...litter, channel: 'app', complainant: undefined, anonymous: true }, 'owner', 'complaint.anonymous-app'],
  ] as const)('is refused with %s', (_, input, by, code) => {
    expect(register(input, by)).toBe(code);
  });

  it('is answered on file and closed without a visit, which K05 shows apart', () => {
    const replied = tell(
      undefined,
      ['register', unnamed],
      ['grade', { grade: 'ordinary' }, { at: minutes(5) }],
      ['assign', { handler: 'gate' }, { by: 'csm', at: minutes(6) }],
      ['investigate', {}, { by: 'gate', at: minutes(7) }],
      ['establish', { cause: 'security', text: '夜间巡逻间隔过长' }, { by: 'gate', at: minutes(8) }],
      ['plan', { measures: '加密巡逻' }, { by: 'gate', at: minutes(9) }],
      ['handle', {}, { by: 'gate', at: minutes(10) }],
      ['reply', { text: '已加密巡逻', how: '公告栏答复' }, { by: 'gate', at: minutes(60) }],
    );
    expect(timerOf(replied, 'visit')).toBeUndefined();
    expect(timerOf(replied, 'followUp')?.due).toBe(hours(25));
    expect(refusal(() => play(replied, 'handIn', {}, { by: 'gate' }))).toBe('complaint.no-contact');
    expect(refusal(() => play(ordinary.replied(), 'close', { note: 'x' }, { by: 'csm' }))).toBe('complaint.visit-first');
    const closed = tell(replied, ['close', { note: '已公告' }, { by: 'csm', at: minutes(70) }]);
    expect(closed).toMatchObject({ state: 'closed', ending: 'noContact' });
    const facts = complaint.facts(closed, 'x', { opened: minutes(0), now: minutes(70), today: '2026-07-01' });
    expect(facts.filter(({ kpi }) => kpi === 'K05')).toEqual([]);
    expect(facts).toContainEqual({ kpi: 'complaint.noContact', key: 'anonymous', on: '2026-07-01' });
    expect(complaint.archive(closed).map(({ name }) => name)).toEqual(['投诉登记表', '投诉处理单']);
  });

  it('cannot be withdrawn by anybody, and needs no word of progress', () => {
    const record = tell(undefined, ['register', unnamed], ['grade', { grade: 'major', grounds: ['safety'] }]);
    expect(refusal(() => play(record, 'withdraw', { reason: 'x', word: 'x' }))).toBe('complaint.withdraw-anonymous');
    expect(timerOf(record, 'progress')).toBeUndefined();
  });
});

describe('complaint 投诉: what came in earlier 转入', () => {
  it('runs from its first reception', () => {
    const received = { ...litter, channel: 'inquiry', receivedAt: hours(-1), receivedOn: '2026-07-01', inquiry: 'ZX-20260701-0001' };
    const { complainant, ...told } = received;
    const record = tell(undefined, ['receive', { ...told, complainant: { name: complainant.name } }, { by: 'zhao' }]);
    expect(record).toMatchObject({ registeredAt: hours(-1), inquiry: 'ZX-20260701-0001', since: minutes(0) });
    expect(timerOf(record, 'response')?.due).toBe(minutes(-45));
    expect(complaint.terms(record, 'x')).toContainEqual({ kind: 'inquiry', value: 'ZX-20260701-0001' });
  });

  it('has no route, and no body of a person can name another time', () => {
    expect(complaint.commands['receive']).toMatchObject({ internal: true, by: ['SYSTEM'] });
    expect(complaint.commands['register']?.input.safeParse({ ...litter, receivedAt: hours(-1) }).success).toBe(false);
  });
});

describe('complaint 投诉: secrecy 回避', () => {
  it('keeps it from the person complained about and his desk, and sends it past them', () => {
    const { record, notices = [] } = play(undefined, 'register', rude, { by: 'qian' });
    expect(record.against).toEqual({ persons: ['zhao'], positions: [], desks: ['FRONT'] });
    expect(complaint.secrecy(record)).toEqual({ persons: ['zhao'], positions: ['FRONT'], onlyParties: ['P1'] });
    expect(record).not.toHaveProperty('owner');
    expect(notices.find(({ type }) => type === 'complaint.toGrade')?.to).toEqual({ positions: ['CSM'] });
  });

  it.each([
    ['the supervisor', 'CSM', 'PM'],
    ['the project manager', 'PM', 'HQ-PROJ'],
    ['headquarters', 'HQ-PROJ', 'GM'],
  ] as const)('about %s goes one higher', (_, position, above) => {
    const record = tell(undefined, ['register', { ...rude, against: { positions: [position] } }], ['grade', { grade: 'major', grounds: ['misconduct'] }]);
    const told = [...complaint.timers(record, minutes(0))].flatMap(({ stages }) => stages.flatMap(({ tell }) => tell?.positions ?? []));
    expect(told).toContain(above);
    expect(told).not.toContain(position);
  });

  it('about the general manager stays with headquarters: above him there is nobody', () => {
    const record = tell(undefined, ['register', { ...rude, against: { positions: ['GM'] } }]);
    expect(complaint.secrecy(record)).toEqual({ onlyParties: ['P1'] });
    expect(record.against?.positions).toEqual(['GM']);
  });

  it('excludes all who sit at that desk from handling it', () => {
    const graded = tell(undefined, ['register', rude], ['grade', { grade: 'ordinary' }, { by: 'csm' }]);
    const assign = (handler: string) => refusal(() => play(graded, 'assign', { handler }, { by: 'csm' }));
    expect(assign('zhao')).toBe('complaint.handler-respondent');
    expect(assign('qian')).toBe('complaint.handler-respondent');
    expect(assign('nobody')).toBe('complaint.handler-without-position');
    expect(assign('csm')).toBeUndefined();
  });

  it('takes it from whoever has it when he turns out to be the one', () => {
    const { record, notices } = play(ordinary.planned(), 'nameRespondents', { persons: ['qian'], reason: '来电说明' }, { by: 'csm', at: minutes(30) });
    expect(record).toMatchObject({ state: 'graded', against: { persons: ['qian'], desks: ['FRONT'] }, handlers: ['qian'], since: minutes(30) });
    expect(record).not.toHaveProperty('handler');
    expect(record).not.toHaveProperty('owner');
    expect(notices).toMatchObject([{ type: 'complaint.routed', to: { positions: ['CSM'] } }]);
    const other = tell(ordinary.planned(), ['nameRespondents', { persons: ['gate'], reason: 'x' }, { by: 'csm' }]);
    expect(other).toMatchObject({ state: 'planned', handler: { person: 'qian' }, owner: 'zhao' });
    expect(refusal(() => play(ordinary.planned(), 'nameRespondents', { reason: 'x' }, { by: 'csm' }))).toBe('complaint.respondent-required');
  });

  it('is for the complainant alone among residents', () => {
    const record = ordinary.closed();
    expect(complaint.residentView(record, 'P1')).toMatchObject({ text: litter.text, reply: { text: '已清运' }, ending: '办结', complainant: { party: 'P1' } });
    expect(complaint.residentView(record, 'P9')).toEqual({ kind: 'complaint', category: 'environment', registeredAt: minutes(0) });
    expect(JSON.stringify(complaint.residentView(record, 'P1'))).not.toMatch(/qian|csm|handler|essence/);
  });
});
