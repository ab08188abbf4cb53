import type { Answer } from '../../lib/cases/idempotency.ts';
import type { Caller } from '../../lib/cases/walk.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { DomainError } from '../../lib/kernel/error.ts';
import { checkedPage, checkReceipt, unknownPage } from '../../lib/print/check.ts';
import { printLetter } from '../../lib/print/dunning-letter.ts';
import { printClearance, printNotice, printStatement } from '../../lib/print/household.ts';
import { type Paper, paperSizes } from '../../lib/print/paper.ts';
import { printReceipt } from '../../lib/print/receipt.ts';
import { printFont } from './font.ts';
import { foundation } from './foundation.ts';
import { type Exchange, type Knock, pathId, pathProject, type Reception } from './http.ts';
import { invalid } from './invalid.ts';
import { deskFor } from './runtime.ts';

/** What is printed below `/projects/{projectId}`; `undefined` for what is no paper. */
export function printRoutes(exchange: Exchange): Promise<Answer> | undefined {
  const { desk, identity, method, segments, query } = exchange;
  const [projects, project, print, what, id, paper, ...more] = segments;
  if (method !== 'GET' || projects !== 'projects' || more.length > 0) return undefined;
  const caller: Caller = { person: identity.person, project: pathProject(project) };
  if (print === 'units' && id === 'litigation-pack' && paper === undefined) return packed(exchange, caller, pathId(what));
  if (print !== 'print' || id === undefined) return undefined;
  if (what === 'receipts' && paper === undefined) return printed(printReceipt(desk, caller, id, { size: sizeOf(query), address: addressOf(exchange) }));
  if (what === 'dunnings' && paper === 'letter') return printed(printLetter(desk, caller, pathId(id), query));
  if (what !== 'units') return undefined;
  const unit = pathId(id);
  if (paper === 'notice') return printed(printNotice(desk, caller, unit, query));
  if (paper === 'statement') return printed(printStatement(desk, caller, unit, query));
  return paper === 'clearance' ? printed(printClearance(desk, caller, unit, query)) : undefined;
}

/** A paper as a PDF, shown rather than saved: whoever asks for it wants to print it. What draws it is loaded with the first paper: the check of a receipt does not wait for it. */
async function printed(wanted: Promise<Paper>): Promise<Answer> {
  const paper = await wanted;
  const [{ render }, font] = await Promise.all([import('../../lib/print/render.ts'), printFont()]);
  return { status: 200, body: undefined, file: { bytes: await render(paper, font), type: 'application/pdf', name: `${paper.name}.pdf`, inline: true } };
}

/** The litigation pack as a zip. The bucket's client is loaded for it alone. */
async function packed({ desk }: Exchange, caller: Caller, unit: string): Promise<Answer> {
  const [{ litigationZip }, { render }, { shelfFor }, font] = await Promise.all([
    import('../../lib/print/litigation.ts'),
    import('../../lib/print/render.ts'),
    import('./shelf.ts'),
    printFont(),
  ]);
  const { name, bytes } = await litigationZip(desk, caller, unit, { shelf: shelfFor(desk.company), render: (paper) => render(paper, font) });
  return { status: 200, body: undefined, file: { bytes, name, type: 'application/zip' } };
}

function sizeOf({ paper = 'a4' }: Knock['query']): Paper['size'] {
  const size = paperSizes.find((one) => one === paper);
  if (!size) throw invalid('paper', 'request.value');
  return size;
}

/** Where this house is reached from outside, as the caller reached it. */
function addressOf({ header }: Pick<Knock, 'header'>): string {
  return `${header('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${header('host') ?? 'localhost'}`;
}

/**
 * `GET /receipts/{code}` (收据验真), for anybody: JSON, or a page for a browser. Wrong codes are refused alike, in either form.
 */
export const receiptCheck: Reception = ({ method, segments, header }) => {
  const [first, code, ...more] = segments;
  if (first !== 'receipts') return undefined;
  if (method !== 'GET' || code === undefined || more.length > 0) return Promise.reject(new DomainError('not-found', 'receipt.unknown'));
  const checked = checkReceipt((company) => deskFor(provenCompany(company), foundation), code);
  return wantsPage(header('accept')) ? page(checked) : checked.then((body) => ({ status: 200, body }));
};

const wantsPage = (accept = ''): boolean => accept.includes('text/html');

async function page(checked: ReturnType<typeof checkReceipt>): Promise<Answer> {
  const type = 'text/html; charset=utf-8';
  return checked.then(
    (receipt) => ({ status: 200, body: undefined, file: { bytes: Buffer.from(checkedPage(receipt)), type } }),
    (error: unknown) => {
      if (!(error instanceof DomainError) || error.kind !== 'not-found') throw error;
      return { status: 404, body: undefined, file: { bytes: Buffer.from(unknownPage()), type } };
    },
  );
}
