import { join } from 'node:path';
import { type CfnResource, Duration } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bundlingWith, projectRoot } from './bundle/bundling.ts';

/** What differs from function to function; everything else is the same for all. */
export interface HouseFunctionProps {
  /** Entry file from the project's root; the local cloud reads it from the template. */
  readonly entry: string;
  /** What it is for, shown in the console of AWS. */
  readonly description: string;
  /** IAM path of its role: the data role trusts one path, see {@link DataRole}. */
  readonly path: '/wuyun/workflow/' | '/wuyun/system/';
  readonly timeout: Duration;
  readonly memoryMiB: number;
  /** Files it reads, laid beside its bundle; from the project's root. */
  readonly beside?: readonly string[] | undefined;
  /** Where an event goes that the function failed to handle when invoked asynchronously. */
  readonly undelivered?: Queue;
}

/**
 * A Lambda function of the house: Node 24, bundled from its entry, with its own role, its own log group and nothing it was not given.
 *
 * The role carries no managed policy: writing to its one log group is all it may do until a construct grants more, and a grant
 * brings the environment variable along with the permission.
 */
export class HouseFunction extends Construct {
  readonly lambda: NodejsFunction;
  readonly logs: LogGroup;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: HouseFunctionProps) {
    super(scope, id);
    // 网络安全法 art. 21 wants network logs kept for at least six months; the next step of CloudWatch above 184 days is a year.
    this.logs = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), path: props.path });
    this.logs.grantWrite(this.#role);
    this.lambda = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: join(projectRoot, props.entry),
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      projectRoot,
      bundling: bundlingWith(props.beside ?? []),
      runtime: Runtime.NODEJS_24_X,
      architecture: this.architecture(),
      memorySize: props.memoryMiB,
      timeout: props.timeout,
      role: this.#role,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      environment: { POWERTOOLS_SERVICE_NAME: 'wuyun', POWERTOOLS_METRICS_NAMESPACE: 'wuyun' },
      ...(props.undelivered ? { deadLetterQueue: props.undelivered, maxEventAge: Duration.hours(6) } : {}),
    });
    (this.lambda.node.defaultChild as CfnResource).addMetadata('wuyun:entry', props.entry);
  }

  /** Gives the function a variable and the permission to use what it names. A name has one value in the whole stack. */
  give(name: string, value: string, ...permissions: PolicyStatement[]): void {
    this.lambda.addEnvironment(name, value);
    this.allow(...permissions);
  }

  /** Permissions that no variable goes with. */
  allow(...permissions: PolicyStatement[]): void {
    for (const permission of permissions) this.#role.addToPolicy(permission);
  }

  /** Arm costs a fifth less; `-c architecture=x86_64` is for a region that has none. */
  private architecture(): Architecture {
    return this.node.tryGetContext('architecture') === 'x86_64' ? Architecture.X86_64 : Architecture.ARM_64;
  }
}
