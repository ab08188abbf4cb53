import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { TravelClock } from './clock.ts';
import type { CloudModel } from './cloud-model.ts';
import { startAwsServer } from './engines/aws-server.ts';
import { busOperations } from './engines/bus.ts';
import { type Deliveries, openDeliveries } from './engines/deliveries.ts';
import { kmsOperations } from './engines/kms.ts';
import { lambdaInvoke } from './engines/lambda.ts';
import type { Outbox } from './engines/outbox.ts';
import { sendEmail } from './engines/outlets.ts';
import { type Machines, openMachines } from './engines/step-functions.ts';
import { stepFunctionsOperations } from './engines/step-protocol.ts';
import { assumeRole } from './engines/sts.ts';
import { type Functions, openFunctions } from './functions.ts';

/** The AWS services the functions call, besides DynamoDB and S3, and the functions themselves. */
export interface AwsServices {
  port: number;
  functions: Functions;
  deliveries: Deliveries;
  machines: Machines;
  stop(): Promise<void>;
}

interface Options {
  root: string;
  folder: string;
  model: CloudModel;
  state: DatabaseSync;
  clock: TravelClock;
  port: number;
  /** What is mailed goes in here. */
  outbox: Outbox;
  /** Root of all access keys' secrets. */
  secret: Buffer;
  /** Called after each invocation. */
  settled(): void;
}

/** Opens the services on one port. Nothing left over from an earlier process goes on before `resume`. */
export async function openAwsServices({ root, folder, model, state, clock, port, outbox, secret, settled }: Options): Promise<AwsServices> {
  const functions = openFunctions(root, model.functions, settled);
  const invoke = (name: string, event: unknown): Promise<unknown> => functions.invoke(name, event);
  const deliveries = openDeliveries(state, invoke, (message) => process.stderr.write(`${message}\n`));
  const machines = openMachines({ machines: model.machines, state, now: clock.now, invoke });
  const server = await startAwsServer(
    {
      json: {
        AWSStepFunctions: stepFunctionsOperations(machines, clock.now),
        TrentService: kmsOperations(join(folder, 'kms.key')),
        AWSEvents: busOperations(model.rules, deliveries, clock.now),
      },
      form: { AssumeRole: assumeRole(model.dataRole.arn, secret) },
      rest: [sendEmail(outbox), lambdaInvoke(functions, deliveries)],
    },
    port,
  );
  return {
    port: server.port,
    functions,
    deliveries,
    machines,
    async stop() {
      machines.close();
      await deliveries.close();
      await functions.idle();
      await server.stop();
    },
  };
}
