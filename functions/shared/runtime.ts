import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Definition } from '../../lib/cases/definition.ts';
import { type Desk, definitionMap } from '../../lib/cases/desk.ts';
import { type Company, provenCompany } from '../../lib/kernel/actor.ts';
import { type Directory, openDirectory } from '../../lib/people/directory.ts';
import { type KeyWrapper, openKeyRing } from '../../lib/table/key-ring.ts';
import { openTable, type Table } from '../../lib/table/table.ts';
import type { Credentials } from '../../lib/table/transport.ts';
import { env } from './env.ts';

/**
 * Gives a walk what it works with for one company: the table under a session of the data role tagged with that company, and the company's keys.
 *
 * Even a function that builds a wrong key cannot reach another company's items: the role's policy allows only leading keys under the tag.
 */
export function deskFor(company: Company, definitions: readonly Definition[], login?: string): Desk {
  const table = tables.get(company) ?? openTable(company, env('WUYUN_TABLE'), () => companySession(company));
  tables.set(company, table);
  return { company, table, keys: openKeyRing(table, kms), definitions: definitionMap(definitions), login };
}

let own: Table | undefined;

/** The table in the function's own name, for what belongs to no company: its role reaches the directory of sign-ins and nothing else. */
export function ownTable(): Table {
  own ??= openTable(provenCompany('-'), env('WUYUN_TABLE'));
  return own;
}

/** The directory of sign-ins. */
export const signIns = (): Directory => openDirectory(ownTable());

/** A company's table keeps its client, and the client its connections, from request to request. */
const tables = new Map<Company, Table>();

interface Session {
  readonly credentials: Promise<Credentials>;
  readonly until: number;
}

/** Role chaining caps a session at one hour. */
const sessionMs = 50 * 60_000;
const sessions = new Map<Company, Session>();
let sts: STSClient | undefined;

/** Credentials of the data role for one company, kept for 50 minutes of real time. */
export function companySession(company: Company): Promise<Credentials> {
  const known = sessions.get(company);
  if (known && known.until > Date.now()) return known.credentials;
  const credentials = assume(company);
  sessions.set(company, { credentials, until: Date.now() + sessionMs });
  credentials.catch(() => sessions.delete(company));
  return credentials;
}

async function assume(company: Company): Promise<Credentials> {
  sts ??= new STSClient({});
  const input = { RoleArn: env('WUYUN_DATA_ROLE'), RoleSessionName: 'wuyun', Tags: [{ Key: 'company', Value: company }] };
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(input));
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration) throw new Error('the data role gave no credentials');
  return { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken, expiration: given.Expiration };
}

let kmsClient: KMSClient | undefined;

/** Company data keys wrapped by KMS, bound to the company by the encryption context. */
const kms: KeyWrapper = {
  generate: async (company) => {
    kmsClient ??= new KMSClient({});
    const { Plaintext, CiphertextBlob } = await kmsClient.send(
      new GenerateDataKeyCommand({ KeyId: env('WUYUN_KEY'), KeySpec: 'AES_256', EncryptionContext: { company } }),
    );
    if (!Plaintext || !CiphertextBlob) throw new Error('KMS gave no data key');
    return { key: Plaintext, wrapped: CiphertextBlob };
  },
  unwrap: async (company, wrapped) => {
    kmsClient ??= new KMSClient({});
    const { Plaintext } = await kmsClient.send(new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: { company } }));
    if (!Plaintext) throw new Error('KMS gave no plaintext');
    return Plaintext;
  },
};
