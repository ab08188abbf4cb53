import { App } from 'aws-cdk-lib';
import { WuyunStack } from './wuyun-stack.ts';

/** What the stack is assembled for. */
export interface AssemblyOptions {
  /** Decides the partition: `cn-…` is AWS China. Without it the region is the deployer's. */
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  /** Half a second a function, so not for the local cloud, which needs only the template. */
  readonly bundle: boolean;
  /** CDK's own validation of the template: two seconds and 300 MB. */
  readonly validate: boolean;
  readonly outdir?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Ways of the CDK that are right for a new project but off by default. They stand here, not in cdk.json, so that every way of assembling has them. */
const flags = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope': true,
};

/** Assembles the application; nothing is written before `synth()`. */
export function assemble({ region, account, bundle, validate, outdir, context }: AssemblyOptions): App {
  const app = new App({
    builtinCloudFormationValidation: validate,
    context: { ...flags, ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }), ...context },
    ...(outdir ? { outdir } : {}),
  });
  new WuyunStack(app, 'Wuyun', {
    description: '物云 Wuyun: customer service of property-management companies',
    env: { ...(region ? { region } : {}), ...(account ? { account } : {}) },
    terminationProtection: true,
  });
  return app;
}
