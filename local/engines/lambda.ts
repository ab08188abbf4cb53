import type { Functions } from '../functions.ts';
import type { RestOperation } from './aws-server.ts';
import type { Deliveries } from './deliveries.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/;

/** Lambda's `Invoke`: synchronous through the runtime, `Event` through the durable queue. */
export function lambdaInvoke(functions: Functions, deliveries: Deliveries): RestOperation {
  return async (request, body) => {
    const name = INVOKE.exec(request.url ?? '')?.[1];
    if (name === undefined) return undefined;
    const functionName = decodeURIComponent(name);
    const payload: unknown = JSON.parse(body.toString() || 'null');
    if (request.headers['x-amz-invocation-type'] === 'Event') {
      functions.find(functionName);
      deliveries.accept([{ functionName, payload }]);
      return { status: 202, body: '' };
    }
    try {
      const result = await functions.invoke(functionName, payload);
      return { status: 200, body: JSON.stringify(result ?? null) };
    } catch (error) {
      const { name: errorType, message: errorMessage, stack } = error instanceof Error ? error : new Error(String(error));
      const trace = (stack ?? '').split('\n');
      return { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: JSON.stringify({ errorType, errorMessage, trace }) };
    }
  };
}
