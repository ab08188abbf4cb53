import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { HouseFunction } from './house-function.ts';

const indexes = { queue: ['qpk', 'qsk'], about: ['apk', 'ask'], mine: ['mpk', 'msk'], log: ['lpk', 'lsk'], due: ['dpk', 'dsk'] } as const;

/** An index of the table; all are sparse and carry only the record's card. */
export type IndexName = keyof typeof indexes;

/**
 * The single table (单表). Which key means what is written in the key module of `lib/table`; here stand its shape, its protection, and what the
 * system functions may do without acting for a company.
 *
 * Each of those permissions names the partition keys it reaches (`dynamodb:LeadingKeys`) and refuses a request that names none,
 * because "for all values" is true of an empty set. Nobody is granted a scan.
 */
export class SingleTable extends Construct {
  readonly table: TableV2;
  readonly #keys: EncryptionKeys;

  constructor(scope: Construct, id: string, keys: EncryptionKeys) {
    super(scope, id);
    this.#keys = keys;
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new TableV2(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      globalSecondaryIndexes: Object.entries(indexes).map(([indexName, [pk, sk]]) => ({
        indexName,
        partitionKey: text(pk),
        sortKey: text(sk),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: ['card'],
      })),
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryptionV2.customerManagedKey(keys.storage),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  indexArn(index: IndexName): string {
    return `${this.table.tableArn}/index/${index}`;
  }

  /** The sweep of timers: reads what is due, of all companies, and may take a record it cannot fire off the index. */
  letSweep(sweeper: HouseFunction): void {
    this.give(
      sweeper,
      leading(['dynamodb:Query'], this.indexArn('due'), 'DUE#*'),
      leading(['dynamodb:UpdateItem'], this.table.tableArn, 'T#*', {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'failures', 'dpk', 'dsk', 'parkedAt'] },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      }),
    );
  }

  /** The directory of all projects, which the planner walks. */
  letListProjects(planner: HouseFunction): void {
    this.give(planner, leading(['dynamodb:Query'], this.indexArn('due'), 'DIR#project'));
  }

  /** Puts notices into the inboxes of persons and positions, of all companies; reads nothing. */
  letFillInboxes(notifier: HouseFunction): void {
    this.give(notifier, leading(['dynamodb:PutItem'], this.table.tableArn, 'T#*#INBOX#*'));
  }

  /** Finds in the directory of sign-ins (登录目录) whose a token is that names nobody; it belongs to no company, so the function asks in its own name. */
  letFindSignIns(user: HouseFunction): void {
    user.allow(leading(['dynamodb:BatchGetItem'], this.table.tableArn, 'LOGIN#*'), this.#keys.throughService('dynamodb'));
  }

  /** Enters sign-ins into the directory, takes them out, and counts what they have tried. */
  letLinkSignIns(user: HouseFunction): void {
    user.allow(leading(['dynamodb:PutItem', 'dynamodb:DeleteItem'], this.table.tableArn, 'LOGIN#*'));
  }

  /** Finds in the directory of merchants (商户目录) whose a callback may be; it belongs to no company, so the function asks in its own name. */
  letFindMerchants(user: HouseFunction): void {
    user.allow(leading(['dynamodb:Query'], this.table.tableArn, 'MERCHANT#*'), this.#keys.throughService('dynamodb'));
  }

  /** Enters a company's accounts with payment providers into the directory. */
  letEnterMerchants(user: HouseFunction): void {
    user.allow(leading(['dynamodb:PutItem'], this.table.tableArn, 'MERCHANT#*'));
  }

  private give(user: HouseFunction, ...permissions: PolicyStatement[]): void {
    user.give('WUYUN_TABLE', this.table.tableName, ...permissions, this.#keys.throughService('dynamodb'));
  }
}

/** A permission for partitions whose key is like the pattern: every key of the request, and at least one. */
function leading(actions: string[], resource: string, pattern: string, others: Record<string, Record<string, unknown>> = {}): PolicyStatement {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] }, Null: { 'dynamodb:LeadingKeys': 'false' }, ...others };
  return new PolicyStatement({ actions, resources: [resource], conditions });
}
