import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens the local cloud's own memory: clock, checkpoints, step journal, deliveries. One SQLite file, so that what
 * belongs together is committed together; write-ahead log, so that `kill -9` loses nothing that was committed.
 */
export function openState(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const state = new DatabaseSync(join(folder, 'cloud.sqlite'));
  state.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  return state;
}

/** Runs several statements as one commit. */
export function atomically<T>(state: DatabaseSync, work: () => T): T {
  state.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    state.exec('COMMIT');
    return result;
  } catch (error) {
    state.exec('ROLLBACK');
    throw error;
  }
}

/** Another process works on the folder. */
export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

/**
 * Takes the folder for this process: two clouds on one folder would both deliver its stream. The lock is a file lock
 * of the operating system held through SQLite, so it ends with the process, however that ends.
 *
 * @returns the release
 * @throws FolderInUse
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (x); COMMIT');
  } catch (error) {
    lock.close();
    throw new FolderInUse(`数据目录已被另一个进程占用：${folder} (the data folder is in use by another process)`, { cause: error });
  }
  return () => lock.close();
}
