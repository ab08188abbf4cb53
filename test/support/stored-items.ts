import type { Key } from '../../lib/table/keys.ts';
import { type Item, keyText, type Table } from '../../lib/table/table.ts';
import { useLayer } from '../../lib/table/transport.ts';

/** Remembers the key of everything that is written from now on, so that a test can look at raw items without a scan. */
export function rememberWrites(): { readonly items: (table: Table) => Promise<Item[]>; readonly stop: () => void } {
  const keys = new Map<string, Key>();
  const remember = (key: unknown) => {
    const { pk, sk } = key as Key;
    keys.set(keyText({ pk, sk }), { pk, sk });
  };
  const stop = useLayer((next) => (call) => {
    const {
      Item: item,
      Key: key,
      TransactItems: actions = [],
      Statements: statements = [],
    } = call.input as {
      Item?: unknown;
      Key?: unknown;
      TransactItems?: Record<string, { Item?: unknown; Key?: unknown }>[];
      Statements?: readonly { Statement: string; Parameters: readonly unknown[] }[];
    };
    for (const { Statement, Parameters } of statements) {
      const names = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, name]) => name);
      remember({ pk: Parameters[names.indexOf('pk')], sk: Parameters[names.indexOf('sk')] });
    }
    for (const written of [item, call.op === 'UpdateItem' ? key : undefined, ...actions.map(({ Put: put }) => put?.Item)]) if (written) remember(written);
    return next(call);
  });
  const items = async (table: Table) => {
    const own = [...keys.values()].filter(({ pk }) => pk === `T#${table.company}` || pk.startsWith(`T#${table.company}#`));
    const pages = Array.from({ length: Math.ceil(own.length / 100) }, (_, page) => own.slice(page * 100, page * 100 + 100));
    return (await Promise.all(pages.map((page) => table.getAll(page)))).flatMap((found) => [...found.values()]);
  };
  return { items, stop };
}
