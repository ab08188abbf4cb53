/** What an item is, as its key says. Written from the key table of the documentation, without the code that builds keys: both must agree. */
export type Where = { readonly company: string } & (
  | { readonly is: 'ring' }
  | {
      readonly is: 'record';
      readonly place: 'company' | 'project' | 'member' | 'register' | 'case';
      readonly project: string;
      readonly kind?: string;
      readonly id: string;
    }
  | { readonly is: 'history'; readonly project: string; readonly owner: string; readonly seq: number }
  | { readonly is: 'refusal' | 'part'; readonly project: string; readonly owner: string }
  | { readonly is: 'waiter'; readonly project: string; readonly owner: string; readonly stage: number }
  | { readonly is: 'hold' | 'calendar'; readonly project: string; readonly name: string }
  | { readonly is: 'term'; readonly project: string; readonly kind: string; readonly id: string }
  | { readonly is: 'once' | 'limit' | 'login' | 'merchant' }
  | { readonly is: 'guesses'; readonly person: string }
  | { readonly is: 'sequence'; readonly project: string; readonly prefix: string; readonly day: string }
  | { readonly is: 'told'; readonly project: string; readonly party: string }
  | { readonly is: 'run'; readonly project: string; readonly job: string; readonly run: string }
  | { readonly is: 'chunk'; readonly project: string; readonly job: string; readonly run: string; readonly number: number }
  | { readonly is: 'inbox'; readonly of: string }
  | { readonly is: 'bill'; readonly project: string; readonly id: string; readonly unit: string }
  | { readonly is: 'balance'; readonly project: string; readonly id: string }
  | { readonly is: 'move'; readonly project: string; readonly balance: string; readonly day: string; readonly entry: string }
  | { readonly is: 'book'; readonly project: string; readonly year: string; readonly book: string }
  | { readonly is: 'entry' | 'back' | 'print'; readonly project: string; readonly year: string; readonly book: string; readonly seq: number }
  | { readonly is: 'seal'; readonly project: string; readonly year: string; readonly book: string; readonly day: string }
  | { readonly is: 'totals'; readonly project: string; readonly day: string; readonly book: string }
  | { readonly is: 'folded'; readonly project: string; readonly what: 'MONTH' | 'BILLED' | 'ACCOUNTS'; readonly of: string }
  | { readonly is: 'check'; readonly project: string; readonly day: string }
  | { readonly is: 'external'; readonly channel: string; readonly number: string }
  | { readonly is: 'billedPeriod'; readonly project: string; readonly period: string }
);

/** Where an item of a certain form lies. */
export type WhereOf<K extends Where['is']> = Where & { readonly is: K };

/** Reads an item's key; undefined when it has none of the known forms. */
export function whereIs(pk: string, sk: string): Where | undefined {
  const [mark, company, area, ...rest] = pk.split('#');
  if (mark === 'LOGIN') return company && area === undefined && (sk === 'LOGIN' || sk === 'TRIES') ? { company: '', is: 'login' } : undefined;
  if (mark === 'MERCHANT') return company && area && rest.length === 0 && sk !== '' ? { company: '', is: 'merchant' } : undefined;
  if (mark !== 'T' || !company || pk.endsWith('#') || sk === '') return undefined;
  if (area === undefined) return ofCompany(company, sk);
  const name = rest.join('#');
  switch (area) {
    case 'MEMBER':
      return sk === 'MEMBER' && rest.length === 1 ? { company, is: 'record', place: 'member', project: 'hq', kind: 'member', id: name } : undefined;
    case 'ONCE':
      return sk === 'ONCE' && name !== '' ? { company, is: 'once' } : undefined;
    case 'GUESS':
      return rest.length === 1 && /^(whole|end)#\d{4}-\d\d-\d\d(T\d\d)?$/.test(sk) ? { company, is: 'guesses', person: name } : undefined;
    case 'LIMIT':
      return sk === 'LIMIT' && rest.length === 2 ? { company, is: 'limit' } : undefined;
    case 'FIND':
      return rest.length === 2 ? termOf(company, sk) : undefined;
    case 'EXTERNAL':
      return sk === 'PAID' && rest.length === 2 ? { company, is: 'external', channel: rest[0] ?? '', number: rest[1] ?? '' } : undefined;
    case 'INBOX':
      return isInbox(rest) ? { company, is: 'inbox', of: name } : undefined;
    case 'P':
      return inProject(company, rest, sk);
    default:
      return undefined;
  }
}

function ofCompany(company: string, sk: string): Where | undefined {
  if (sk === 'COMPANY') return { company, is: 'record', place: 'company', project: 'hq', kind: 'company', id: company };
  if (sk === 'KEYS') return { company, is: 'ring' };
  const [word, project, ...more] = sk.split('#');
  return word === 'PROJECT' && project && more.length === 0
    ? { company, is: 'record', place: 'project', project: 'hq', kind: 'project', id: project }
    : undefined;
}

function isInbox([of, ...rest]: readonly string[]): boolean {
  return rest.every(Boolean) && ((of === 'PERSON' && rest.length === 1) || ((of === 'POS' || of === 'PARTY') && rest.length === 2));
}

function inProject(company: string, [project, area, ...rest]: readonly string[], sk: string): Where | undefined {
  const name = rest.join('#');
  if (project && area === 'TOTALS') return rest.length === 0 ? inTotals(company, project, sk) : undefined;
  if (!project || !area || name === '') return undefined;
  switch (area) {
    case 'R':
      return rest.length === 1 ? { company, is: 'record', place: 'register', project, kind: name, id: sk } : undefined;
    case 'C':
      return rest.length === 1 ? inCase(company, project, name, sk) : undefined;
    case 'CLAIM':
      return sk === 'HOLD' || sk === 'CALENDAR' ? { company, is: sk === 'HOLD' ? 'hold' : 'calendar', project, name } : undefined;
    case 'SEQ':
      return rest.length === 1 && /^\d{8}$/.test(sk) ? { company, is: 'sequence', project, prefix: name, day: sk } : undefined;
    case 'U':
      return rest.length === 1 ? inHousehold(company, project, name, sk) : undefined;
    case 'MONEY':
      return rest.length === 1 ? balanceOf(company, project, '', sk) : undefined;
    case 'BOOK':
      return rest.length === 2 ? inBook(company, project, rest, sk) : undefined;
    case 'TOLD':
      return rest.length === 1 && /^dunning\.[a-z]+#[^#]+$/.test(sk) ? { company, is: 'told', project, party: name } : undefined;
    case 'RUN':
      return rest.length === 2 ? runOf(company, project, rest, sk) : undefined;
    default:
      return undefined;
  }
}

function inCase(company: string, project: string, owner: string, sk: string): Where | undefined {
  if (sk === 'CASE') return owner.includes(':') ? undefined : { company, is: 'record', place: 'case', project, id: owner };
  if (/^H#\d{6,}$/.test(sk)) return { company, is: 'history', project, owner, seq: Number(sk.slice(2)) };
  if (/^X#[^#]+#[^#]+$/.test(sk)) return { company, is: 'refusal', project, owner };
  if (/^STAGE#00[1-5]#[0-9a-f]{24}$/.test(sk)) return { company, is: 'waiter', project, owner, stage: Number(sk.slice(6, 9)) };
  return /^PART#[^#]+#.+$/.test(sk) ? { company, is: 'part', project, owner } : undefined;
}

function termOf(company: string, sk: string): Where | undefined {
  const [project, kind, id, ...more] = sk.split('#');
  return project && kind && id && more.length === 0 ? { company, is: 'term', project, kind, id } : undefined;
}

function runOf(company: string, project: string, [job = '', run = '']: readonly string[], sk: string): Where | undefined {
  const [, period] = /^PERIOD#(\d{4}-\d\d)$/.exec(sk) ?? [];
  if (period !== undefined) return job === 'billing' && run === 'periods' ? { company, is: 'billedPeriod', project, period } : undefined;
  if (sk === 'RUN') return { company, is: 'run', project, job, run };
  return /^CHUNK#\d{5,}$/.test(sk) ? { company, is: 'chunk', project, job, run, number: Number(sk.slice(6)) } : undefined;
}

const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;
const dayForm = /^\d{4}-\d\d-\d\d$/;

function inHousehold(company: string, project: string, unit: string, sk: string): Where | undefined {
  const [word, period = '', feeClass = '', charge = '', revision = '', ...more] = sk.split('#');
  if (word !== 'BILL') return balanceOf(company, project, unit, sk);
  if (more.length > 0 || !monthForm.test(period) || !/^[a-zA-Z]+$/.test(feeClass) || charge === '' || !/^\d{4}$/.test(revision)) return undefined;
  return { company, is: 'bill', project, unit, id: [unit, period, feeClass, charge, Number(revision)].join('~') };
}

function balanceOf(company: string, project: string, unit: string, sk: string): Where | undefined {
  const [word, kind = '', id = '', day = '', entry = '', ...more] = sk.split('#');
  if (!['prepaid', 'deposit', 'suspense'].includes(kind) || id === '' || more.length > 0) return undefined;
  const balance = [kind, unit, id].join('~');
  if (word === 'BALANCE') return day === '' ? { company, is: 'balance', project, id: balance } : undefined;
  return word === 'MOVE' && dayForm.test(day) && entry !== '' ? { company, is: 'move', project, balance, day, entry } : undefined;
}

const ofEntries: Readonly<Record<string, 'entry' | 'back' | 'print'>> = { E: 'entry', BACK: 'back', PRINT: 'print' };

function inBook(company: string, project: string, [year = '', book = '']: readonly string[], sk: string): Where | undefined {
  if (!/^\d{4}$/.test(year) || book === '') return undefined;
  const own = { company, project, year, book };
  if (sk === 'BOOK') return { ...own, is: 'book' };
  const [word = '', name = '', ...more] = sk.split('#');
  if (more.length > 0) return undefined;
  if (word === 'DAY') return dayForm.test(name) ? { ...own, is: 'seal', day: name } : undefined;
  const is = ofEntries[word];
  return is && /^\d{8}$/.test(name) ? { ...own, is, seq: Number(name) } : undefined;
}

function inTotals(company: string, project: string, sk: string): Where | undefined {
  const [word = '', name = '', ...more] = sk.split('#');
  if (more.length > 0) return undefined;
  if (dayForm.test(word)) return name === '' ? undefined : { company, is: 'totals', project, day: word, book: name };
  if (word === 'CHECK') return dayForm.test(name) ? { company, is: 'check', project, day: name } : undefined;
  const forms: Readonly<Record<string, RegExp>> = { MONTH: monthForm, BILLED: /^\d{4}$/, ACCOUNTS: /^$/ };
  return forms[word]?.test(name) ? { company, is: 'folded', project, what: word as 'MONTH', of: name } : undefined;
}
