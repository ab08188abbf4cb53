import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { atomically } from './state.ts';

/** An asynchronous invocation that has been accepted and must arrive, also after a crash. */
export interface Delivery {
  functionName: string;
  payload: unknown;
}

/** The queue between an acceptor (bus, asynchronous invoke, schedule) and the functions. */
export interface Deliveries {
  /** Accepts deliveries in one commit together with what `also` writes. */
  accept(deliveries: Delivery[], also?: () => void): void;
  /** Goes on with what an earlier process accepted and did not finish. */
  resume(): void;
  /** Resolves when nothing is queued. */
  drained(): Promise<void>;
  clear(): void;
  close(): Promise<void>;
}

interface Row {
  id: string;
  function: string;
  payload: string;
  attempts: number;
}

/** As Lambda does for asynchronous invocations: the first try and two more, then the record is parked. */
const ATTEMPTS = 3;
const RETRY_MS = 200;
const CONCURRENT = 8;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS delivery (id TEXT PRIMARY KEY, function TEXT, payload TEXT, attempts INTEGER, parked TEXT);
  CREATE INDEX IF NOT EXISTS delivery_open ON delivery(parked)`;

/**
 * Keeps accepted asynchronous invocations in SQLite until their function has returned, so that an event acknowledged
 * before `kill -9` arrives after the restart: at least once, as on AWS.
 */
export function openDeliveries(
  state: DatabaseSync,
  invoke: (functionName: string, payload: unknown) => Promise<unknown>,
  warn: (message: string) => void,
): Deliveries {
  state.exec(SCHEMA);
  const waiting = state.prepare(`SELECT id, function, payload, attempts FROM delivery WHERE parked IS NULL ORDER BY rowid LIMIT ${2 * CONCURRENT}`);
  const insert = state.prepare('INSERT INTO delivery (id, function, payload, attempts) VALUES (?, ?, ?, 0)');
  const remove = state.prepare('DELETE FROM delivery WHERE id = ?');
  const fail = state.prepare('UPDATE delivery SET attempts = ?, parked = ? WHERE id = ?');
  const running = new Map<string, Promise<void>>();
  let closed = false;

  async function deliver({ id, function: name, payload, attempts }: Row): Promise<void> {
    for (let attempt = attempts + 1; !closed; attempt += 1) {
      try {
        await invoke(name, JSON.parse(payload));
        remove.run(id);
        return;
      } catch (error) {
        const parked = attempt >= ATTEMPTS ? String(error) : null;
        fail.run(attempt, parked, id);
        if (parked !== null) return warn(`${name} failed ${attempt} times, event ${id} is parked: ${parked}`);
        await pause(RETRY_MS * attempt);
      }
    }
  }

  function pump(): void {
    if (closed || running.size >= CONCURRENT) return;
    const rows = (waiting.all() as unknown as Row[]).filter(({ id }) => !running.has(id));
    for (const row of rows.slice(0, CONCURRENT - running.size)) {
      const done = deliver(row).finally(() => {
        running.delete(row.id);
        pump();
      });
      running.set(row.id, done);
    }
  }

  return {
    accept(deliveries, also) {
      atomically(state, () => {
        for (const { functionName, payload } of deliveries) insert.run(randomUUID(), functionName, JSON.stringify(payload ?? null));
        also?.();
      });
      pump();
    },
    resume: pump,
    async drained() {
      while (running.size > 0) await Promise.race(running.values());
    },
    clear: () => state.exec('DELETE FROM delivery'),
    async close() {
      closed = true;
      await Promise.allSettled(running.values());
    },
  };
}
