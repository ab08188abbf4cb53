import { createHash } from 'node:crypto';
import { realSeconds } from '../kernel/clock.ts';
import { type ChannelSettings, merchantMark } from '../registers/channel-settings/contract.ts';
import { absent } from '../table/conditions.ts';
import { merchantKey, merchantPartition } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import type { PayChannel } from './provider.ts';

/** A company that has an account under a mark. */
export interface Candidate {
  readonly company: string;
  readonly since: number;
}

/** Companies under one mark that are looked at; more than one is somebody's mistake. */
const mostCandidates = 8;

/**
 * The directory of merchants (商户目录): which companies have an account under what a callback names before it can be read.
 *
 * It only finds them: whose callback it is, the signature says, by the keys of the company's own account. So an entry needs no proof and keeps nobody out, whoever names
 * somebody else's account.
 */
export interface MerchantDirectory {
  readonly find: (channel: PayChannel, mark: string) => Promise<readonly Candidate[]>;
  readonly enter: (channel: PayChannel, mark: string, company: string) => Promise<void>;
}

/** Opens the directory on a table reached in the function's own name. */
export function openMerchants(table: Table): MerchantDirectory {
  return {
    find: async (channel, mark) => {
      const { items } = await table.query({ pk: merchantPartition(channel, hashOf(mark)), limit: mostCandidates, consistent: true });
      const found = items.map(({ sk, since }) => ({ company: sk, since: Number(since) }));
      return found.toSorted((a, b) => a.since - b.since);
    },
    enter: async (channel, mark, company) => {
      await table.put({ ...merchantKey(channel, hashOf(mark), company), since: realSeconds() }, absent);
    },
  };
}

/** A mark comes from outside; in a key it is a hash. */
const hashOf = (mark: string): string => createHash('sha256').update(mark).digest('base64url');

/** Enters a company's accounts (登记商户). Entries of accounts it gives up stay: they lead to a company that knows them no more. */
export async function enterMerchants(directory: MerchantDirectory, company: string, { pay = [] }: Pick<ChannelSettings, 'pay'>): Promise<void> {
  for (const merchant of pay) await directory.enter(merchant.channel, merchantMark(merchant), company);
}
