import { describe, expect, it } from 'vitest';
import { isClosed } from '../../../lib/cases/stored.ts';
import { sentence } from '../../../lib/kernel/error.ts';
import type { Repair } from '../../../lib/workflows/repair/record.ts';
import { repair } from '../../../lib/workflows/repair/workflow.ts';
import { minutes, ordinary, people, urgent } from './story.ts';

const everywhereOpen = ['raise', 'lower', 'reschedule', 'withdraw', 'absorb', 'pause'];

const table: Record<Repair['state'], readonly string[]> = {
  registered: ['dispatch', 'merge', 'outsource', 'claimWarranty', ...everywhereOpen],
  rescheduled: ['dispatch', 'merge', 'outsource', 'claimWarranty', ...everywhereOpen],
  dispatched: ['dispatch', 'accept', 'decline', 'passOn', 'merge', ...everywhereOpen],
  accepted: ['dispatch', 'decline', 'depart', 'arrive', 'reportAbsence', ...everywhereOpen],
  enRoute: ['dispatch', 'arrive', 'reportAbsence', ...everywhereOpen],
  nobodyHome: ['reschedule', 'withdraw', 'absorb'],
  awaitingContact: ['reschedule', 'withdraw', 'absorb', 'close'],
  arrived: ['diagnose', 'quote', 'pause', 'reschedule', 'withdraw', 'outsource', 'claimWarranty', 'absorb'],
  quoted: ['quote', 'agree', 'refuseQuote', 'claimWarranty', 'absorb'],
  quoteRefused: ['quote', 'close', 'claimWarranty', 'absorb'],
  working: ['bookMaterials', 'wait', 'pause', 'finish', 'outsource', 'claimWarranty', 'absorb'],
  waitingParts: ['wait', 'resume', 'absorb'],
  paused: ['resume', 'reschedule', 'withdraw', 'absorb'],
  outsourced: ['acceptOutside', 'takeBack', 'absorb'],
  developerWarranty: ['acceptOutside', 'takeBack', 'absorb'],
  finished: ['sign', 'redo'],
  signed: ['handIn', 'rate'],
  awaitingPayment: ['settlePayment'],
  awaitingVisit: ['visit', 'visitUnreached', 'rate', 'reopenPayment'],
  reworking: ['endRework'],
  closed: [],
  merged: [],
  cancelled: [],
};

const states = Object.keys(table) as Repair['state'][];

describe('repair 报修: states', () => {
  it.each(states)('in %s allows what the handbook allows and nothing else', (state) => {
    const allowed = Object.entries(repair.commands).flatMap(([name, command]) => (command.from.includes(state) ? [name] : []));
    expect(allowed.toSorted()).toEqual([...table[state]].toSorted());
  });

  it.each(states)('%s is reached by playing commands, and parses', (state) => {
    const record = ordinary[state]();
    expect(record.state).toBe(state);
    expect(isClosed(repair, record)).toBe(table[state].length === 0);
  });

  it('has a way into every state', () => {
    const reached = new Set(Object.values(repair.commands).flatMap(({ to }) => to));
    expect(states.filter((state) => !reached.has(state))).toEqual([]);
  });

  it('keeps the ordinary case small', () => {
    expect(JSON.stringify(ordinary.registered()).length).toBeLessThan(1100);
    for (const state of states) {
      expect(Buffer.byteLength(JSON.stringify(repair.card(ordinary[state]())))).toBeLessThan(300);
      expect(JSON.stringify(ordinary[state]()).length).toBeLessThan(3000);
    }
  });

  it('is nobody’s once it has ended: no timer of an ended case fires again', () => {
    for (const state of ['closed', 'merged', 'cancelled'] as const) {
      for (const timer of repair.timers(ordinary[state](), minutes(0))) expect(timer.stop).toBeDefined();
    }
  });

  it('gives every waiting state a limit after which the clock asks', () => {
    for (const state of [
      'nobodyHome',
      'awaitingContact',
      'quoted',
      'quoteRefused',
      'waitingParts',
      'paused',
      'outsourced',
      'developerWarranty',
      'finished',
      'signed',
    ] as const) {
      const names = repair.timers(ordinary[state](), minutes(0)).map(({ name }) => name);
      expect(names, state).toContain('followUp');
    }
  });

  it('has a Chinese and an English sentence for every stage that tells somebody, and for every refusal', () => {
    const records = [...states.map((state) => ordinary[state]()), ...Object.values(urgent).map((make) => make())];
    for (const timer of records.flatMap((record) => repair.timers(record, minutes(0)))) {
      for (const stage of timer.stages)
        if (stage.tell) expect(repair.notices[`repair.${timer.name}.${stage.name}`], `${timer.name}.${stage.name}`).toBeDefined();
    }
    for (const code of Object.keys(repair.errors)) expect(sentence(code, {}, 'zh', repair.errors)).toMatch(/[\u4e00-\u9fff]/);
  });

  it('shows each position only what it may do next', () => {
    const shown = (record: Repair, person: keyof typeof people) =>
      Object.entries(repair.commands).flatMap(([name, command]) =>
        command.from.includes(record.state) &&
        command.by.some((role) => people[person].positions.includes(role as never)) &&
        command.may(record, people[person])
          ? [name]
          : [],
      );
    expect(shown(ordinary.registered(), 'front')).not.toContain('dispatch');
    expect(shown(urgent.registered(), 'front')).toContain('dispatch');
    expect(shown(urgent.dispatched(), 'wang')).toEqual(['accept', 'decline']);
    expect(shown(urgent.dispatched(), 'li')).toEqual([]);
    expect(shown(ordinary.registered(), 'csm')).not.toContain('lower');
  });
});
