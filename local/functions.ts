import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FunctionModel, functionNameIn } from './cloud-model.ts';
import { AwsError } from './engines/aws-error.ts';
import { PLACE } from './resolver.ts';

type Handler = (event: unknown, context: Record<string, unknown>) => unknown;

/** The functions of the template, run in this process. */
export interface Functions {
  /** The function behind a name or ARN. @throws AwsError ResourceNotFoundException */
  find(nameOrArn: string): FunctionModel;
  /** Calls a handler as Lambda does: event and answer pass through JSON; what it throws comes out. */
  invoke(nameOrArn: string, event: unknown): Promise<unknown>;
  /** How many invocations have begun since the start: two equal readings around a pause mean that nothing moved. */
  count(): number;
  running(): number;
  /** Resolves when no invocation is running. */
  idle(): Promise<void>;
}

const throughJson = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

function contextOf({ name, arn, timeoutSeconds }: FunctionModel): Record<string, unknown> {
  const ends = Date.now() + timeoutSeconds * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: PLACE.region,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, ends - Date.now()),
  };
}

/**
 * Runs the template's functions in process: each entry file imported once, invocations side by side.
 *
 * @param root folder the entry files are relative to
 * @param settled called after each invocation: the stream is looked at right away
 */
export function openFunctions(root: string, models: FunctionModel[], settled: () => void): Functions {
  const byName = new Map(models.map((model) => [model.name, model]));
  const handlers = new Map<string, Promise<Handler>>();
  const running = new Set<Promise<unknown>>();
  let begun = 0;

  function find(nameOrArn: string): FunctionModel {
    const model = byName.get(functionNameIn(nameOrArn));
    if (!model) throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    return model;
  }

  async function load({ entry }: FunctionModel): Promise<Handler> {
    const { handler } = (await import(pathToFileURL(join(root, entry)).href)) as { handler?: Handler };
    if (!handler) throw new Error(`${entry} exports no handler`);
    return handler;
  }

  function handlerOf(model: FunctionModel): Promise<Handler> {
    const known = handlers.get(model.name) ?? load(model);
    handlers.set(model.name, known);
    return known;
  }

  async function run(model: FunctionModel, event: unknown): Promise<unknown> {
    const handler = await handlerOf(model);
    return throughJson(await handler(throughJson(event), contextOf(model)));
  }

  return {
    find,
    async invoke(nameOrArn, event) {
      const model = find(nameOrArn);
      begun += 1;
      const invocation = run(model, event);
      running.add(invocation);
      try {
        return await invocation;
      } finally {
        running.delete(invocation);
        settled();
      }
    },
    count: () => begun,
    running: () => running.size,
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
