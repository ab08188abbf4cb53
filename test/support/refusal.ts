import type { Body, Reply } from './cloud.ts';

const han = /\p{Script=Han}/u;

/** What no answer may let out: sources, stacks, services, keys of the table, schema machinery. */
const innards = /node_modules|\.ts:\d|\bat \w+ \(|arn:aws|dynamo|sqlite|\bzod\b|ECONN|\bT#[\w-]+[#"]|#P#|TypeError|undefined|\[object/i;

/** What is wrong with an answer that should refuse: empty when it is 4xx, problem+json, and speaks to the person at the counter. */
export function faultsOf(reply: Reply<Body>, language: 'zh' | 'en' = 'zh'): readonly string[] {
  const { status, headers, text } = reply;
  const body = reply.body as unknown as Readonly<Record<string, unknown>>;
  const wrong: string[] = [];
  const must = (holds: boolean, what: string) => holds || wrong.push(what);
  must(status >= 400 && status < 500, `status ${status}`);
  must(/^application\/problem\+json\b/.test(headers.get('content-type') ?? ''), `type ${headers.get('content-type')}`);
  must(body['status'] === status, 'body has another status');
  must(/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(String(body['code'])), `code ${String(body['code'])}`);
  must(body['type'] === `urn:wuyun:error:${String(body['code'])}`, 'type is not the code');
  must(/^[A-Z][A-Za-z -]+$/.test(String(body['title'])), 'no title');
  must(
    Object.keys(body).every((key) => ['type', 'title', 'status', 'code', 'detail', 'errors', 'version'].includes(key)),
    'more than a problem has',
  );
  must(!innards.test(text), 'tells of our insides');
  const fields = (body['errors'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  for (const sentence of [body['detail'], ...fields.map(({ detail }) => detail)]) {
    must(typeof sentence === 'string' && han.test(sentence) === (language === 'zh') && !/[{}]/.test(sentence), `sentence “${String(sentence)}”`);
  }
  must(fields.length <= 60 && fields.every(({ path, code }) => typeof path === 'string' && /^[a-z-]+\.[a-z-]+$/.test(String(code))), 'fields');
  return wrong.length === 0 ? [] : [`${wrong.join('; ')} — ${status} ${text.slice(0, 300)}`];
}
