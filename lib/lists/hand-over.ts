import type { Definition } from '../cases/definition.ts';
import type { Desk } from '../cases/desk.ts';
import { type Card, cardOf, cardSeen } from '../cases/read.ts';
import { type Caller, openWork } from '../cases/walk.ts';
import type { Work } from '../cases/work.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Position } from '../kernel/position.ts';
import { logPartition } from '../table/keys.ts';
import { mostListed, type Snapshot } from '../workflows/shift-change/record.ts';

/** Open cases looked through; a desk with more of them has other worries than the hand-over. */
const pageSize = 500;
const mostPages = 4;

/** A card with what the lists of a hand-over show of it. */
type Open = Card & { readonly title: string; readonly set?: string; readonly borrower?: string; readonly dueAt?: Instant; readonly period?: string };

/**
 * What is open in a project for those who hold a position (交接清单): cases by kind, the late ones by number, keys that are out, key counts that are not closed. The
 * project's one log answers it, the earliest due first: one query for five hundred open cases.
 *
 * What is kept from some is left out altogether: who takes over may be the one it is kept from.
 */
export async function takeSnapshot(desk: Desk, caller: Caller, position: Position, workflows: readonly Definition[]): Promise<Snapshot> {
  const { work } = await openWork(desk, caller);
  const kinds = workflows.filter(({ logged, name, readBy }) => logged && name !== 'shift-change' && readBy.includes(position));
  const { cards, truncated } = await openCards(work, position, kinds);
  const late = cards.filter(({ due }) => due !== undefined && due < work.now);
  const keys = cards.filter(({ kind, state }) => kind === 'key-loan' && state === 'out');
  return {
    at: work.now,
    kinds: kinds.flatMap(({ name, title }) => {
      const open = cards.filter(({ kind }) => kind === name).length;
      return open > 0 ? [{ kind: name, title, open, overdue: late.filter(({ kind }) => kind === name).length }] : [];
    }),
    overdue: late.slice(0, mostListed).map(({ kind, id, title, due }) => ({ kind, id, title, due: due ?? work.now })),
    overdueMore: Math.max(late.length - mostListed, 0),
    keysOut: keys
      .slice(0, mostListed)
      .map(({ id, set, borrower, dueAt }) => ({ loan: id, set: set ?? id, borrower: borrower ?? '', ...(dueAt ? { due: dueAt } : {}) })),
    keysMore: Math.max(keys.length - mostListed, 0),
    keyCounts: cards
      .filter(({ kind }) => kind === 'key-count')
      .slice(0, 10)
      .map(({ id, title, state }) => ({ id, title, state })),
    ...(truncated ? { truncated: true as const } : {}),
  };
}

async function openCards(work: Work, position: Position, kinds: readonly Definition[]): Promise<{ cards: readonly Open[]; truncated: boolean }> {
  const asPosition = { actor: { ...work.actor, positions: [position], custom: [] }, project: work.project };
  const pk = logPartition(work.desk.company, work.project);
  const cards: Open[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next } = await work.desk.table.query({ index: 'log', pk, prefix: 'open#', limit: pageSize, after });
    cards.push(
      ...items.filter((item) => cardOf(item).secrecy === undefined && cardSeen(asPosition, item, kinds) !== undefined).map((item) => cardOf(item) as Open),
    );
    after = next;
    if (!after) return { cards, truncated: false };
  }
  return { cards, truncated: true };
}
