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
  | { readonly is: 'once' | 'limit' | 'login' }
  | { readonly is: 'guesses'; readonly person: string }
  | { readonly is: 'sequence'; readonly project: string; readonly prefix: string; readonly day: string }
  | { readonly is: 'run'; readonly project: string; readonly job: string; readonly run: string }
  | { readonly is: 'chunk'; readonly project: string; readonly job: string; readonly run: string; readonly number: number }
  | { readonly is: 'inbox'; readonly of: string }
);

/** Where an item of a certain form lies. */
export type WhereOf<K extends Where['is']> = Where & { readonly is: K };

/** Reads an item's key; undefined when it has none of the known forms. */
export function whereIs(pk: string, sk: string): Where | undefined {
  const [mark, company, area, ...rest] = pk.split('#');
  if (mark === 'LOGIN') return company && area === undefined && (sk === 'LOGIN' || sk === 'TRIES') ? { company: '', is: 'login' } : undefined;
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
  if (sk === 'RUN') return { company, is: 'run', project, job, run };
  return /^CHUNK#\d{5,}$/.test(sk) ? { company, is: 'chunk', project, job, run, number: Number(sk.slice(6)) } : undefined;
}
