import { createHash } from 'node:crypto';
import { realSeconds } from '../kernel/clock.ts';
import { absent, sameTarget } from '../table/conditions.ts';
import { loginKey } from '../table/keys.ts';
import { keyText, rank, type Table } from '../table/table.ts';

/** A sign-in as its issuer proves it. */
export interface Account {
  readonly issuer: string;
  readonly sub: string;
}

/** Whose sign-in it is. */
export interface Target {
  readonly company: string;
  readonly person: string;
}

/** Where a sign-in leads, and since when, in real seconds. */
export interface Entry extends Target {
  readonly since: number;
}

/** A sign-in as it stands in keys and on accounts. */
export function accountHash({ issuer, sub }: Account): string {
  return createHash('sha256').update(`${issuer}|${sub}`).digest('base64url');
}

/**
 * The directory of sign-ins (登录目录): to which company and person a sign-in belongs whose token names neither.
 *
 * It only finds the account; the account itself decides, because it is the one that is locked, ended or reset. An entry whose account does not know the sign-in (any more)
 * is worth nothing, and gives way to the next invitation.
 */
export interface Directory {
  readonly find: (account: string) => Promise<Entry | undefined>;
  /** Enters a sign-in that is not there, or instead of an entry that was found worth nothing. @returns false when somebody else was there first */
  readonly enter: (account: string, target: Target, instead?: Target) => Promise<boolean>;
  /** Takes an entry out if it still leads there. */
  readonly remove: (account: string, target: Target) => Promise<void>;
}

/** Opens the directory on a table reached in the function's own name. */
export function openDirectory(table: Table): Directory {
  return {
    find: async (account) => {
      const key = loginKey(account);
      const item = (await table.getAll([key])).get(keyText(key));
      return item && { company: String(item['company']), person: String(item['person']), since: Number(item['since']) };
    },
    enter: (account, { company, person }, instead) =>
      table.put({ ...loginKey(account), company, person, since: realSeconds() }, instead ? sameTarget(instead) : absent),
    remove: async (account, target) => {
      const refusal = () => new MovedOn();
      await table.commit([{ remove: loginKey(account), condition: sameTarget(target), rank: rank.version, refusal }]).catch((error: unknown) => {
        if (!(error instanceof MovedOn)) throw error;
      });
    },
  };
}

/** The entry is gone, or leads elsewhere by now: there is nothing left to take out. */
class MovedOn extends Error {
  override readonly name = 'MovedOn';
}
