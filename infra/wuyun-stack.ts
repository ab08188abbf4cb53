import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms, watchGround } from './alarms.ts';
import { DataRole } from './data-role.ts';
import { DocumentsBucket } from './documents-bucket.ts';
import { EncryptionKeys } from './encryption-keys.ts';
import { Identity } from './identity.ts';
import { SingleTable } from './single-table.ts';
import { Slices } from './slices.ts';
import { SystemFunctions } from './system-functions.ts';
import { undeliveredQueue } from './undelivered.ts';
import { WebApi } from './web-api.ts';

/** All of Wuyun in one region of one account. */
export class WuyunStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const china = this.region.startsWith('cn-');

    const keys = new EncryptionKeys(this, 'Keys');
    const table = new SingleTable(this, 'Data', keys);
    const documents = new DocumentsBucket(this, 'Files', keys);
    const dataRole = new DataRole(this, 'DataRole', { table, documents, keys });
    const undelivered = undeliveredQueue(this);
    const alarms = new Alarms(this, 'Alarms', keys);
    const store = { table, documents, dataRole, keys, alarms };

    const identity = new Identity(this, 'Identity', { china });
    const api = new WebApi(this, 'Api', identity);
    watchGround(alarms, api, table);
    const slices = new Slices(this, 'Slices', { api, ...store });
    new SystemFunctions(this, 'System', { slices, undelivered, china, ...store });
  }
}
