import type { Answer } from '../../lib/cases/idempotency.ts';
import { readArrears } from '../../lib/statements/arrears.ts';
import { readBill, unitBills } from '../../lib/statements/bills.ts';
import { partyStatement, unitStatement } from '../../lib/statements/read-statement.ts';
import { readTotals } from '../../lib/statements/read-totals.ts';
import { type Exchange, listQuery, pathId, pathProject } from './http.ts';
import type { Above } from './serve.ts';

/** What is read from the ledger (对账、汇总、账龄): bills, statements, totals, arrears. `undefined` leaves the request to the others of the function. */
export const statementRoutes: Above = (exchange) => {
  const { method, segments } = exchange;
  const [first, project, area, ...rest] = segments;
  if (method !== 'GET' || first !== 'projects') return undefined;
  const caller = { person: exchange.identity.person, project: pathProject(project) };
  if (area === 'units' || area === 'parties') return about(exchange, caller, area, rest);
  const [id, ...more] = rest;
  if (area === 'bills' && id !== undefined && more.length === 0) return shown(readBill(exchange.desk, caller, id));
  if (rest.length > 0) return undefined;
  if (area === 'totals') return shown(readTotals(exchange.desk, caller, exchange.query));
  return area === 'arrears' ? shown(readArrears(exchange.desk, caller, { ...listQuery(exchange), ...exchange.query })) : undefined;
};

type Caller = { readonly person: string; readonly project: string };

function about(exchange: Exchange, caller: Caller, area: 'units' | 'parties', [id, what, ...more]: readonly string[]): Promise<Answer> | undefined {
  if (more.length > 0) return undefined;
  const { desk, query } = exchange;
  if (area === 'parties') return what === 'statement' ? shown(partyStatement(desk, caller, pathId(id), query)) : undefined;
  if (what === 'bills') return shown(unitBills(desk, caller, { ...listQuery(exchange), unit: pathId(id) }));
  return what === 'statement' ? shown(unitStatement(desk, caller, pathId(id), query)) : undefined;
}

async function shown(body: Promise<unknown>): Promise<Answer> {
  return { status: 200, body: await body };
}
