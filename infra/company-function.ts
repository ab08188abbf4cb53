import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataRole } from './data-role.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import { HouseFunction } from './house-function.ts';
import type { SingleTable } from './single-table.ts';

interface CompanyFunctionProps {
  readonly entry: string;
  readonly description: string;
  /** 29 s unless it works for a job: the gateway gives up at 30. */
  readonly timeout?: Duration;
  /** See {@link HouseFunction}. */
  readonly beside?: readonly string[] | undefined;
  readonly table: SingleTable;
  readonly dataRole: DataRole;
  readonly keys: EncryptionKeys;
}

/**
 * A function that acts for one company at a time: by a person's request, a timer's firing or a chunk of a job.
 *
 * It touches data only through the data role, and may open personal data. 1 769 MiB is one whole processor: our time goes into the SDK's
 * marshalling, so less memory costs more milliseconds than it saves.
 */
export class CompanyFunction extends HouseFunction {
  constructor(scope: Construct, id: string, { entry, description, timeout = Duration.seconds(29), beside, table, dataRole, keys }: CompanyFunctionProps) {
    super(scope, id, { entry, description, timeout, path: '/wuyun/workflow/', memoryMiB: 1769, beside });
    dataRole.letAssume(this, table);
    keys.letSeal(this);
  }
}
