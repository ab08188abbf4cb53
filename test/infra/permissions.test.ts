import { describe, expect, it } from 'vitest';
import { functionOf, registers, workflows } from '../../lib/catalogue.ts';
import { assembled, listOf, type Statement } from './assembled.ts';

const stack = assembled('cn-north-1');
const statements = stack.statements();
const allowed = (statement: Statement) => statement.Effect === 'Allow';
const actionsOf = (statement: Statement) => listOf(statement.Action);
const touches = (service: string) => (statement: Statement) => actionsOf(statement).some((action) => action.startsWith(`${service}:`));
const company = ['company', 'registers', 'jobs', ...new Set(workflows.map(({ name }) => functionOf(name)))].map((name) => `functions/${name}.ts`);
const system = ['relay', 'notify', 'timers', 'planner'].map((name) => `functions/${name}.ts`);

/** `StringLike` of IAM: `*` is any text, `?` one character, a tag stands for its value. */
function like(pattern: string, value: string, tag: string): boolean {
  const literal = (text: string) => text.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const source = pattern
    .replaceAll('${aws:PrincipalTag/company}', tag)
    .split('*')
    .map((part) => part.split('?').map(literal).join('.'));
  return new RegExp(`^${source.join('.*')}$`).test(value);
}

/** IAM's own logic of the two conditions: "for all values" holds of no values, "null is false" does not. */
function reaches(statement: Statement, tag: string, keys: readonly string[]): boolean {
  const patterns = statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as readonly string[];
  const needsKeys = statement.Condition?.['Null']?.['dynamodb:LeadingKeys'] === 'false';
  return (!needsKeys || keys.length > 0) && keys.every((key) => patterns.some((pattern) => like(pattern, key, tag)));
}

const dataRole = stack.all('AWS::IAM::Role').find(({ Properties }) => JSON.stringify(Properties.AssumeRolePolicyDocument).includes('aws:PrincipalArn'));
const dataStatements = statements.filter(({ roles }) => roles.includes(dataRole?.id ?? '')).map(({ statement }) => statement);
const onlyThisCompany = dataStatements.find((statement) => allowed(statement) && touches('dynamodb')(statement)) as Statement;

describe('the data role', () => {
  it.each([
    { keys: ['T#a'], reached: true, why: 'the company itself' },
    { keys: ['T#a#P#x#C#1', 'T#a#ONCE#k'], reached: true, why: 'its partitions' },
    { keys: ['T#ab#P#x#C#1'], reached: false, why: 'a company whose name begins alike' },
    { keys: ['T#b#P#x#C#1'], reached: false, why: 'another company' },
    { keys: ['T#a#P#x#C#1', 'T#b#P#x#C#1'], reached: false, why: 'a mixed request' },
    { keys: ['DUE#0'], reached: false, why: 'the timers of everybody' },
    { keys: [], reached: false, why: 'a request that names no key, as a scan does' },
  ])('of company a: $why $keys → $reached', ({ keys, reached }) => {
    expect(reaches(onlyThisCompany, 'a', keys)).toBe(reached);
  });

  it('reaches nothing without a company in the session', () => {
    expect(reaches(onlyThisCompany, '${aws:PrincipalTag/company}', ['T#a'])).toBe(false);
  });

  it('has the table and the four indexes of a company in reach, not the one of all timers', () => {
    const names = JSON.stringify(onlyThisCompany.Resource).match(/\/index\/\w+/g);
    expect(names?.toSorted()).toEqual(['/index/about', '/index/log', '/index/mine', '/index/queue']);
  });

  it('allows no write without condition in bulk, and denies scans by name everywhere', () => {
    expect(actionsOf(onlyThisCompany)).not.toContain('dynamodb:BatchWriteItem');
    const denied = dataStatements.find(({ Effect }) => Effect === 'Deny');
    expect(denied?.Action).toEqual(expect.arrayContaining(['dynamodb:Scan', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLSelect']));
    expect(denied?.Condition).toBeUndefined();
    expect(JSON.stringify(denied?.Resource)).toContain('/index/due');
  });

  it('reaches files below the name of the company only', () => {
    const files = dataStatements.filter(touches('s3'));
    expect(files.length).toBeGreaterThan(0);
    for (const resource of files.flatMap(({ Resource }) => listOf(Resource)))
      expect(JSON.stringify(resource)).toMatch(/\/(imports|exports|incoming|documents)\/\$\{aws:PrincipalTag\/company\}\/\*/);
  });

  it('stores no document without the tag of its company, and takes none away that a job has made', () => {
    const putting = dataStatements.filter(
      (statement) => actionsOf(statement).includes('s3:PutObject') && /\/(incoming|documents)\//.test(JSON.stringify(statement.Resource)),
    );
    expect(putting).toHaveLength(1);
    expect(putting[0]?.Condition).toEqual({ StringEquals: { 's3:RequestObjectTag/company': '${aws:PrincipalTag/company}' } });
    const deleting = dataStatements.filter((statement) => actionsOf(statement).includes('s3:DeleteObject'));
    expect(JSON.stringify(deleting)).not.toMatch(/\/(imports|exports)\//);
  });

  it('trusts one path and insists on the tag, within the length IAM allows', () => {
    const trust = dataRole?.Properties.AssumeRolePolicyDocument;
    expect(JSON.stringify(trust).length).toBeLessThan(2048);
    expect(trust.Statement).toHaveLength(1);
    expect(trust.Statement[0].Action).toEqual(['sts:AssumeRole', 'sts:TagSession']);
    expect(JSON.stringify(trust.Statement[0].Condition.ArnLike)).toContain(':role/wuyun/workflow/*');
    expect(trust.Statement[0].Condition.StringLike).toEqual({ 'aws:RequestTag/company': '?*' });
  });

  it('is assumed by those who act for a company, and by nobody else', () => {
    const assumes = (entry: string) => stack.statementsOf(entry).some(touches('sts'));
    const pathOf = (entry: string) => stack.resources.get(stack.functionOf(entry).Properties.Role['Fn::GetAtt'][0])?.Properties.Path;
    for (const entry of company) expect({ entry, assumes: assumes(entry), path: pathOf(entry) }).toEqual({ entry, assumes: true, path: '/wuyun/workflow/' });
    for (const entry of system) expect({ entry, assumes: assumes(entry), path: pathOf(entry) }).toEqual({ entry, assumes: false, path: '/wuyun/system/' });
  });
});

describe('permissions', () => {
  it('grant a scan to nobody, by name or by wildcard', () => {
    for (const { statement } of statements.filter(({ statement }) => allowed(statement))) {
      for (const action of actionsOf(statement)) expect(action).not.toMatch(/^(\*|dynamodb:(\*|Sc|S\*|PartiQLSelect|ExecuteStatement))/);
    }
  });

  it('on items name the partitions they reach, and refuse a request that names none', () => {
    const onItems = statements.filter(
      ({ statement }) => allowed(statement) && actionsOf(statement).some((action) => /^dynamodb:\w*(Item|Query|PartiQL)/.test(action)),
    );
    expect(onItems.length).toBeGreaterThanOrEqual(5);
    for (const { statement } of onItems) expect(reaches(statement, 'a', [])).toBe(false);
  });

  it('touch no items of a company for those who act for it: only the data role does; in their own name they find sign-ins, which the people function links, and merchants, which the company function enters', () => {
    for (const entry of company) {
      const own = stack.statementsOf(entry).filter(touches('dynamodb'));
      for (const statement of own) {
        expect(['LOGIN#x', 'MERCHANT#wechat#x'].filter((key) => reaches(statement, 'a', [key]))).toHaveLength(1);
        for (const key of ['T#a', 'T#a#LOGIN#x', 'T#a#MERCHANT#x', 'DUE#0', 'DIR#project']) expect(reaches(statement, 'a', [key])).toBe(false);
      }
      const finds = ['dynamodb:BatchGetItem'];
      const links = ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'];
      const ofMerchants: Readonly<Record<string, string>> = { 'functions/company.ts': 'dynamodb:PutItem', 'functions/payment.ts': 'dynamodb:Query' };
      const merchants = Object.hasOwn(ofMerchants, entry) ? [ofMerchants[entry] ?? ''] : [];
      const expected = [...(entry === 'functions/jobs.ts' ? [] : entry === 'functions/people.ts' ? links : finds), ...merchants];
      expect({ entry, actions: own.flatMap(actionsOf).toSorted() }).toEqual({ entry, actions: expected.toSorted() });
    }
  });

  it('let the sweep change only what takes a record off the index', () => {
    const change = stack.statementsOf('functions/timers.ts').find((statement) => actionsOf(statement).includes('dynamodb:UpdateItem'));
    expect(change?.Condition?.['ForAllValues:StringEquals']).toEqual({ 'dynamodb:Attributes': ['pk', 'sk', 'failures', 'dpk', 'dsk', 'parkedAt'] });
  });

  it('let notices into inboxes and nowhere else', () => {
    const [put] = stack.statementsOf('functions/notify.ts').filter(touches('dynamodb')) as [Statement];
    expect(put.Action).toBe('dynamodb:PutItem');
    expect(reaches(put, '', ['T#a#INBOX#PERSON#p'])).toBe(true);
    expect(reaches(put, '', ['T#a#P#x#C#1'])).toBe(false);
  });

  it('open data keys only in the name of a company', () => {
    for (const entry of company) {
      const seal = stack.statementsOf(entry).find((statement) => actionsOf(statement).includes('kms:GenerateDataKey'));
      expect(seal?.Condition).toEqual({ Null: { 'kms:EncryptionContext:company': 'false' } });
    }
  });

  it('let timers and planner call every workflow and register by its name', () => {
    for (const entry of ['functions/timers.ts', 'functions/planner.ts']) {
      const text = JSON.stringify(stack.functionOf(entry).Properties.Environment.Variables['WUYUN_FUNCTIONS']);
      for (const { name } of [...workflows, ...registers]) expect(text).toContain(`\\"${name}\\":`);
    }
  });
});
