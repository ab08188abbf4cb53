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
  | { readonly is: 'hold' | 'calendar'; readonly project: string; readonly name: string }
  | { readonly is: 'term'; readonly project: string; readonly kind: string; readonly id: string }
  | { readonly is: 'once' }
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
  if (mark !== 'T' || !company || pk.endsWith('#') || sk === '') return undefined;
  if (area === undefined) return ofCompany(company, sk);
  const name = rest.join('#');
  switch (area) {
    case 'MEMBER':
      return sk === 'MEMBER' && rest.length === 1 ? { company, is: 'record', place: 'member', project: 'hq', kind: 'member', id: name } : undefined;
    case 'ONCE':
      return sk === 'ONCE' && name !== '' ? { company, is: 'once' } : undefined;
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
    case 'FIND':
      return rest.length > 1 ? termOf(company, project, sk) : undefined;
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
  return /^PART#[^#]+#.+$/.test(sk) ? { company, is: 'part', project, owner } : undefined;
}

function termOf(company: string, project: string, sk: string): Where | undefined {
  const [kind, id, ...more] = sk.split('#');
  return kind && id && more.length === 0 ? { company, is: 'term', project, kind, id } : undefined;
}

function runOf(company: string, project: string, [job = '', run = '']: readonly string[], sk: string): Where | undefined {
  if (sk === 'RUN') return { company, is: 'run', project, job, run };
  return /^CHUNK#\d{5,}$/.test(sk) ? { company, is: 'chunk', project, job, run, number: Number(sk.slice(6)) } : undefined;
}
