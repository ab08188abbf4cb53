import type { DatabaseSync } from 'node:sqlite';

/** Whether a data folder has had its first start, and whether that was a bare one (`--empty`). */
export interface Birth {
  isNew(): boolean;
  isBare(): boolean;
  mark(how: 'bare' | 'demo'): void;
}

/** Reads and keeps it in the state file, so that the demo is loaded once, and again when its loading was interrupted. */
export function openBirth(state: DatabaseSync): Birth {
  state.exec('CREATE TABLE IF NOT EXISTS birth (one INTEGER PRIMARY KEY, how TEXT NOT NULL)');
  const how = (): unknown => state.prepare('SELECT how FROM birth').get()?.['how'];
  return {
    isNew: () => how() === undefined,
    isBare: () => how() === 'bare',
    mark(next) {
      state.prepare('INSERT INTO birth VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET how = excluded.how').run(next);
    },
  };
}
