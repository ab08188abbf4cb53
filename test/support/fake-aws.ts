import { afterAll } from 'vitest';
import { AwsError } from '../../local/engines/aws-error.ts';
import { startAwsServer } from '../../local/engines/aws-server.ts';

/** What the system functions call, answered by the test: the bus, the job machine and the slices' own functions. */
export interface FakeAws {
  /** Called for each entry put on the bus; what it throws fails that entry. */
  publish: (detailType: string, detail: unknown) => void;
  /** Called for each execution started, by its name. */
  start: (name: string) => void;
  /** Called for each function invoked; what it throws is a function error. */
  invoke: (name: string, payload: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

interface Entry {
  readonly DetailType: string;
  readonly Detail: string;
}

/** Stands for AWS behind the environment variables the SDK reads; the handlers are imported after it. */
export async function fakeAws(environment: Readonly<Record<string, string>>): Promise<FakeAws> {
  const fake: FakeAws = { publish: () => undefined, start: () => undefined, invoke: async () => undefined };
  const started = new Set<string>();
  const server = await startAwsServer(
    {
      json: {
        AWSEvents: { PutEvents: ({ Entries }: { Entries: Entry[] }) => put(fake, Entries) },
        AWSStepFunctions: {
          StartExecution: ({ name }: { name: string }) => {
            if (started.has(name)) throw new AwsError('ExecutionAlreadyExists', name);
            fake.start(name);
            started.add(name);
            return { executionArn: `arn:aws:states:::${name}`, startDate: 0 };
          },
        },
      },
      form: {},
      rest: [
        async ({ url = '' }, body) => {
          const name = /functions\/([^/?]+)\/invocations/.exec(url)?.[1] ?? '';
          try {
            return { status: 200, body: JSON.stringify((await fake.invoke(name, JSON.parse(body.toString()) as Record<string, unknown>)) ?? null) };
          } catch (error) {
            return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify({ errorMessage: String(error) }) };
          }
        },
      ],
    },
    0,
  );
  for (const service of ['EVENTBRIDGE', 'SFN', 'LAMBDA']) process.env[`AWS_ENDPOINT_URL_${service}`] = server.endpoint;
  Object.assign(process.env, environment);
  afterAll(() => server.stop());
  return fake;
}

function put({ publish }: FakeAws, entries: readonly Entry[]): object {
  const answers = entries.map(({ DetailType, Detail }) => {
    try {
      publish(DetailType, JSON.parse(Detail));
      return { EventId: 'x' };
    } catch {
      return { ErrorCode: 'InternalFailure' };
    }
  });
  return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
}
