import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { AccountRootPrincipal, Effect, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DocumentsBucket } from './documents-bucket.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { HouseFunction } from './house-function.ts';
import type { SingleTable } from './single-table.ts';

/** The company of the session, as IAM writes it into a policy at the time of the request. */
const company = '${aws:PrincipalTag/company}';

/** All a walk needs; no scan, no batch write (it knows no condition), nothing about the table itself. */
const dataActions = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PartiQLInsert',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];

/** Denied by name, so that no later statement can open them by accident. */
const neverActions = ['dynamodb:BatchWriteItem', 'dynamodb:PartiQLDelete', 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLUpdate', 'dynamodb:Scan'];

interface DataRoleProps {
  readonly table: SingleTable;
  readonly documents: DocumentsBucket;
  readonly keys: EncryptionKeys;
}

/**
 * The one role in whose name a company's data is read and written; the second of two independent walls between companies.
 *
 * A function assumes it with the session tag `company`. Its policy reaches only partitions that are `T#<company>` or start with `T#<company>#`,
 * in the table and in the indexes `queue`, `about`, `mine`, `log` — so a defect in our own keys is an error, not a leak. `due` is for system functions only.
 *
 * The trust names the path of the workflow roles once instead of twenty roles: a list of twenty exceeds IAM's limit on trust policies.
 */
export class DataRole extends Construct {
  readonly #role: Role;

  constructor(scope: Construct, id: string, { table, documents, keys }: DataRoleProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const trusted = {
      ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/wuyun/workflow/*` },
      StringLike: { 'aws:RequestTag/company': '?*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['company'] },
    };
    this.#role = new Role(this, 'Role', {
      description: 'Wuyun: the data of one company, named by the session tag company',
      assumedBy: new AccountRootPrincipal().withConditions(trusted).withSessionTags(),
      maxSessionDuration: Duration.hours(1),
      inlinePolicies: {
        companyData: new PolicyDocument({ statements: [...companyItems(table), keys.throughService('dynamodb')] }),
        companyFiles: new PolicyDocument({ statements: documents.ofCompany(company) }),
      },
    });
    for (const finding of documents.findingsOfCompany(company)) {
      Validations.of(this.#role).acknowledge({
        id: finding,
        reason: 'Files of one company: its name stands before the wildcard, and file names are ours to choose.',
      });
    }
  }

  /** Lets a function act for one company at a time. */
  letAssume(user: HouseFunction, table: SingleTable): void {
    user.give('WUYUN_TABLE', table.table.tableName);
    user.give('WUYUN_DATA_ROLE', this.#role.roleArn, new PolicyStatement({ actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [this.#role.roleArn] }));
  }
}

function companyItems(table: SingleTable): PolicyStatement[] {
  const reachable = [table.table.tableArn, ...(['queue', 'about', 'mine', 'log'] as const).map((index) => table.indexArn(index))];
  return [
    new PolicyStatement({
      sid: 'OnlyThisCompany',
      actions: dataActions,
      resources: reachable,
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`T#${company}`, `T#${company}#*`] },
        // Without it a request that names no key at all, a scan, would satisfy the line above.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    new PolicyStatement({ sid: 'NeverAtAll', effect: Effect.DENY, actions: neverActions, resources: [...reachable, table.indexArn('due')] }),
  ];
}
