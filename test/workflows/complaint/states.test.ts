import { describe, expect, it } from 'vitest';
import { isClosed } from '../../../lib/cases/stored.ts';
import { sentence } from '../../../lib/kernel/error.ts';
import type { Complaint } from '../../../lib/workflows/complaint/record.ts';
import { complaint } from '../../../lib/workflows/complaint/workflow.ts';
import { heavy, minutes, ordinary, people } from './story.ts';

const late = ['raise', 'alert', 'reportProgress', 'reportUpward'];
const graded = [...late, 'lower', 'nameRespondents', 'absorb', 'withdraw'];
const begun = [...graded, 'assign', 'merge', 'invalidate', 'transferToRepair', 'transferToLegal'];

const table: Record<Complaint['state'], readonly string[]> = {
  registered: ['grade', 'alert', 'nameRespondents', 'absorb', 'withdraw', 'merge', 'invalidate'],
  graded: begun,
  assigned: [...begun, 'investigate'],
  investigating: [...begun, 'establish', 'plan', 'feedback'],
  planned: [...begun, 'establish', 'plan', 'feedback', 'handle'],
  handling: [...begun, 'establish', 'feedback', 'reply'],
  replied: [...late, 'handIn', 'close'],
  awaitingVisit: [...late, 'visit', 'visitUnreached'],
  unreachable: [...late, 'visit', 'close'],
  visited: [...late, 'close'],
  reopened: [...graded, 'assign', 'transferToRepair', 'transferToLegal'],
  transferredToRepair: [...graded, 'feedback', 'transferToLegal', 'endRepair', 'resume', 'invalidate'],
  transferredToLegal: [...graded, 'feedback', 'transferToRepair', 'resume', 'reply', 'invalidate'],
  closed: [],
  merged: [],
  invalid: [],
  withdrawn: [],
};

const states = Object.keys(table) as Complaint['state'][];

describe('complaint 投诉: states', () => {
  it.each(states)('in %s allows what the handbook allows and nothing else', (state) => {
    const allowed = Object.entries(complaint.commands).flatMap(([name, command]) => (command.from.includes(state) ? [name] : []));
    expect(allowed.toSorted()).toEqual([...table[state]].toSorted());
  });

  it.each(states)('%s is reached by playing commands, and parses', (state) => {
    const record = ordinary[state]();
    expect(record.state).toBe(state);
    expect(isClosed(complaint, record)).toBe(table[state].length === 0);
  });

  it('has a way into every state', () => {
    const reached = new Set(Object.values(complaint.commands).flatMap(({ to }) => to));
    expect(states.filter((state) => !reached.has(state))).toEqual([]);
  });

  it('keeps the ordinary case small', () => {
    expect(Buffer.byteLength(JSON.stringify(ordinary.registered()))).toBeLessThan(1100);
    for (const state of states) {
      expect(Buffer.byteLength(JSON.stringify(complaint.card(ordinary[state]())))).toBeLessThan(100);
      expect(Buffer.byteLength(JSON.stringify(ordinary[state]()))).toBeLessThan(3000);
    }
  });

  it('is nobody’s once it has ended: no timer of an ended case fires again', () => {
    for (const state of ['closed', 'merged', 'invalid', 'withdrawn'] as const) {
      for (const timer of complaint.timers(ordinary[state](), minutes(0))) expect(timer.stop, `${state} ${timer.name}`).toBeDefined();
    }
  });

  it('leaves no open state without a limit that runs', () => {
    for (const state of states.filter((one) => table[one].length > 0)) {
      const running = complaint.timers(ordinary[state](), minutes(0)).filter(({ stop }) => stop === undefined);
      expect(running.length, state).toBeGreaterThan(0);
    }
  });

  it('lets nobody postpone or pause what an indicator hangs on', () => {
    for (const record of [...states.map((state) => ordinary[state]()), heavy.graded(), heavy.replied()]) {
      for (const timer of complaint.timers(record, minutes(0))) {
        expect(timer.paused).toBeUndefined();
        expect(timer.postponable ?? false).toBe(timer.name === 'followUp');
      }
    }
  });

  it('has a Chinese and an English sentence for every stage that tells somebody, and for every refusal', () => {
    const records = [...states.map((state) => ordinary[state]()), ...Object.values(heavy).map((make) => make())];
    for (const timer of records.flatMap((record) => complaint.timers(record, minutes(0)))) {
      for (const stage of timer.stages)
        if (stage.tell) expect(complaint.notices[`complaint.${timer.name}.${stage.name}`], `${timer.name}.${stage.name}`).toBeDefined();
    }
    for (const code of Object.keys(complaint.errors)) expect(sentence(code, {}, 'zh', complaint.errors)).toMatch(/[\u4e00-\u9fff]/);
  });

  it('shows each person only what he may do next', () => {
    const may = (record: Complaint, person: keyof typeof people) =>
      Object.entries(complaint.commands)
        .filter(([, { internal, from, by, may: allowed }]) => {
          const { positions } = people[person];
          return !internal && from.includes(record.state) && positions.some((position) => by.includes(position)) && allowed(record, people[person]);
        })
        .map(([name]) => name)
        .toSorted();
    expect(may(ordinary.registered(), 'zhao')).toEqual(['grade', 'nameRespondents', 'withdraw']);
    expect(may(ordinary.assigned(), 'qian')).toEqual(['investigate', 'nameRespondents', 'raise', 'reportProgress', 'withdraw']);
    expect(may(ordinary.assigned(), 'gate')).toEqual([]);
    expect(may(ordinary.awaitingVisit(), 'csm')).toEqual(['raise', 'reportProgress', 'visit', 'visitUnreached']);
    expect(may(ordinary.awaitingVisit(), 'qian')).toEqual(['raise', 'reportProgress']);
    expect(may(heavy.awaitingVisit(), 'csm')).not.toContain('visit');
    expect(may(heavy.awaitingVisit(), 'pm')).toContain('visit');
  });
});
