import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError } from './aws-error.ts';

/** One operation of a JSON service. */
export type Operation<Input = Record<string, unknown>> = (input: Input, request: IncomingMessage) => unknown;

/** One REST operation: undefined when the path is not its own. */
export type RestOperation = (request: IncomingMessage, body: Buffer) => Promise<{ status: number; headers?: Record<string, string>; body: string } | undefined>;

/** The services behind the one endpoint, by the prefix of `x-amz-target`; STS speaks forms and XML. */
export interface Services {
  json: Record<string, Record<string, Operation<never>>>;
  form: Record<string, (input: URLSearchParams) => string>;
  rest: RestOperation[];
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, type: string, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': crypto.randomUUID(), ...headers });
  response.end(body);
}

function errorOf(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalFailure', String(error), 500);
}

async function json(services: Services, target: string, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const type = request.headers['content-type'] ?? 'application/x-amz-json-1.1';
  try {
    const [service = '', name = ''] = target.split('.');
    const operation = services.json[service]?.[name];
    if (!operation) throw new AwsError('UnknownOperationException', `the local cloud does not know ${target}`);
    const result = await operation(JSON.parse(body.toString() || '{}') as never, request);
    answer(response, 200, type, JSON.stringify(result ?? {}));
  } catch (error) {
    const { code, message, status } = errorOf(error);
    answer(response, status, type, JSON.stringify({ __type: `com.amazonaws#${code}`, message }));
  }
}

function form(services: Services, body: Buffer, response: ServerResponse): void {
  const input = new URLSearchParams(body.toString());
  const action = input.get('Action') ?? '';
  try {
    const operation = services.form[action];
    if (!operation) throw new AwsError('InvalidAction', `the local cloud does not know ${action}`);
    answer(response, 200, 'text/xml', operation(input));
  } catch (error) {
    const { code, message, status } = errorOf(error);
    const xml = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    answer(response, status, 'text/xml', xml);
  }
}

async function rest(services: Services, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  try {
    for (const operation of services.rest) {
      const result = await operation(request, body);
      if (result) return answer(response, result.status, 'application/json', result.body, result.headers);
    }
    throw new AwsError('UnknownOperationException', `the local cloud does not know ${request.method} ${request.url}`, 404);
  } catch (error) {
    const { code, message, status } = errorOf(error);
    answer(response, status, 'application/json', JSON.stringify({ message }), { 'x-amzn-errortype': code });
  }
}

/**
 * One endpoint for all AWS services the functions call, besides DynamoDB and S3: the service is told apart by the
 * request's protocol. Signatures are not checked here; only this machine can reach it.
 */
export async function startAwsServer(services: Services, port: number): Promise<{ endpoint: string; port: number; stop(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const target = request.headers['x-amz-target'];
      if (typeof target === 'string') return json(services, target, request, body, response);
      if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return form(services, body, response);
      return rest(services, request, body, response);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
