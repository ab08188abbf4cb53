import { assemble } from '../../infra/assembly.ts';

/** A resource of the synthesized template; what stands below its properties is for the test to know. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is foreign JSON of forty resource types
  readonly Properties: any;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The template of one partition, read in the ways the tests ask. */
export class Assembled {
  readonly text: string;
  readonly resources: ReadonlyMap<string, Resource>;

  constructor(template: { Resources: Record<string, Resource> }) {
    this.text = JSON.stringify(template);
    this.resources = new Map(Object.entries(template.Resources));
  }

  all(type: string): readonly (Resource & { readonly id: string })[] {
    return [...this.resources].filter(([, { Type }]) => Type === type).map(([id, resource]) => ({ id, ...resource }));
  }

  only(type: string): Resource & { readonly id: string } {
    const [found, ...others] = this.all(type);
    if (!found || others.length > 0) throw new Error(`expected one ${type}`);
    return found;
  }

  /** The function of an entry file, such as `functions/relay.ts`. */
  functionOf(entry: string): Resource & { readonly id: string } {
    const found = this.all('AWS::Lambda::Function').find(({ Metadata }) => Metadata?.['wuyun:entry'] === entry);
    if (!found) throw new Error(`no function for ${entry}`);
    return found;
  }

  /** Every statement of every identity policy, with the logical ids of the roles it holds for. */
  statements(): readonly { readonly roles: readonly string[]; readonly statement: Statement }[] {
    const attached = this.all('AWS::IAM::Policy').map(({ Properties }) => ({
      roles: Properties.Roles.map(({ Ref }: { Ref: string }) => Ref) as string[],
      document: Properties.PolicyDocument,
    }));
    const inline = this.all('AWS::IAM::Role').flatMap(({ id, Properties }) =>
      (Properties.Policies ?? []).map(({ PolicyDocument }: { PolicyDocument: unknown }) => ({ roles: [id], document: PolicyDocument })),
    );
    return [...attached, ...inline].flatMap(({ roles, document }) => document.Statement.map((statement: Statement) => ({ roles, statement })));
  }

  /** The statements of a function's own role. */
  statementsOf(entry: string): readonly Statement[] {
    const role = this.functionOf(entry).Properties.Role['Fn::GetAtt'][0] as string;
    return this.statements()
      .filter(({ roles }) => roles.includes(role))
      .map(({ statement }) => statement);
  }
}

/** One or many, as a list. */
export const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

const made = new Map<string, Assembled>();

/** The template for a region, assembled once per test file: without bundling, which has its own test. */
export function assembled(region: 'eu-central-1' | 'cn-north-1'): Assembled {
  const known = made.get(region);
  if (known) return known;
  const app = assemble({ region, account: '000000000000', bundle: false, validate: false });
  const fresh = new Assembled(app.synth().getStackByName('Wuyun').template as { Resources: Record<string, Resource> });
  made.set(region, fresh);
  return fresh;
}
