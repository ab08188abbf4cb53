import { type CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { HouseFunction } from './house-function.ts';

/** Folders of files that are read once or not at all, with the days after which they are gone: whole households in spreadsheets, and uploads nobody completed. */
const passing = { imports: 30, exports: 30, incoming: 1 } as const;

/** Folders a job reads from and writes to. */
const ofJobs = ['imports', 'exports'] as const;

/** Folders of documents (文件): what has been sent and is not looked at yet, and what is kept. */
const ofDocuments = ['incoming', 'documents'] as const;

/** Where Lambda puts stream records it gave up on; the layout below it is Lambda's. */
const parked = 'aws/lambda';

/**
 * The documents bucket (文件): encrypted with our key, never public, TLS only, every access logged.
 *
 * A key reads `<folder>/<company>/…`, so that the data role can hold a function to one company here as it does in the table. Browsers send and fetch documents themselves,
 * by addresses a function signs for five minutes; an earlier version of a withdrawn document stays.
 */
export class DocumentsBucket extends Construct {
  readonly #bucket: Bucket;
  readonly #keys: EncryptionKeys;

  constructor(scope: Construct, id: string, keys: EncryptionKeys) {
    super(scope, id);
    this.#keys = keys;
    const shut: BucketProps = { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy: RemovalPolicy.RETAIN };
    const serverAccessLogsBucket = new Bucket(this, 'AccessLogs', {
      ...shut,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    Validations.of(serverAccessLogsBucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It receives the access logs: logging its own deliveries would never end.',
    });
    this.#bucket = new Bucket(this, 'Documents', {
      ...shut,
      encryption: BucketEncryption.KMS,
      encryptionKey: keys.storage,
      bucketKeyEnabled: true,
      versioned: true,
      // The address is the permission, so any page may use it; without this no browser could.
      cors: [{ allowedMethods: [HttpMethods.PUT, HttpMethods.GET], allowedOrigins: ['*'], allowedHeaders: ['content-type', 'x-amz-*'], maxAge: 3600 }],
      serverAccessLogsBucket,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...Object.entries(passing).map(([folder, days]) => expires(`${folder}/`, days)),
        expires(`${parked}/`, 90),
      ],
    });
  }

  /** Names the bucket to a function; what it may read and write there comes with the data role. */
  nameTo(user: HouseFunction): void {
    user.give('WUYUN_BUCKET', this.#bucket.bucketName);
  }

  /** The permission for the files of one company: the one whose name the session carries as a tag. */
  ofCompany(company: string): PolicyStatement[] {
    const within = (folders: readonly string[]) => folders.map((folder) => this.#bucket.arnForObjects(`${folder}/${company}/*`));
    return [
      new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: within(ofJobs) }),
      new PolicyStatement({ actions: ['s3:GetObject', 's3:DeleteObject'], resources: within(ofDocuments) }),
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:PutObjectTagging'],
        resources: within(ofDocuments),
        // Every document says whose it is, beside its name: nothing is stored without the tag, or under another company's.
        conditions: { StringEquals: { 's3:RequestObjectTag/company': company } },
      }),
      this.#keys.throughService('s3'),
    ];
  }

  /** The ids under which cdk-nag reports the trailing wildcard of {@link ofCompany}; it writes a variable in angle brackets. */
  findingsOfCompany(company: string): string[] {
    return [...ofJobs, ...ofDocuments].map((folder) => this.#finding(`${folder}/${company.replace('${', '<').replace('}', '>')}`));
  }

  /** Lets Lambda, in the function's name, put aside the stream records it could not process. */
  letPark(consumer: HouseFunction): string {
    const write = new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.#bucket.arnForObjects(`${parked}/*`)] });
    const list = new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.#bucket.bucketArn] });
    consumer.allow(write, list, this.#keys.throughService('s3'));
    Validations.of(consumer).acknowledge({
      id: this.#finding(parked),
      reason: 'Lambda chooses the name of a parked record below this prefix.',
    });
    return this.#bucket.bucketArn;
  }

  #finding(folder: string): string {
    const bucket = Stack.of(this).getLogicalId(this.#bucket.node.defaultChild as CfnElement);
    return `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${folder}/*]`;
  }
}

function expires(prefix: string, days: number) {
  return { prefix, expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(1) };
}
