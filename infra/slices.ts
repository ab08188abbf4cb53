import { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { functionOf, registers, workflows } from '../lib/catalogue.ts';
import { type Alarms, failureSigns } from './alarms.ts';
import { CompanyFunction } from './company-function.ts';
import type { DataRole } from './data-role.ts';
import type { DocumentsBucket } from './documents-bucket.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { HouseFunction } from './house-function.ts';
import type { SingleTable } from './single-table.ts';
import type { WebApi } from './web-api.ts';

interface SlicesProps {
  readonly api: WebApi;
  readonly alarms: Alarms;
  readonly table: SingleTable;
  readonly dataRole: DataRole;
  readonly keys: EncryptionKeys;
  readonly documents: DocumentsBucket;
}

const companyPaths = [
  '/company',
  '/company/channels',
  '/projects',
  '/projects/{projectId}',
  '/projects/{projectId}/adoptCalendar',
  '/projects/{projectId}/cases',
  '/projects/{projectId}/units/{unitId}/file',
  '/projects/{projectId}/duty',
  '/projects/{projectId}/duty/gaps',
  '/inbox',
  '/search',
  '/cases',
];

function inProject(...paths: readonly string[]): readonly string[] {
  return paths.map((path) => `/projects/{projectId}/${path}`);
}

/** What a function answers besides the routes of the workflows it serves; `GET` of `open` without a token. */
interface Besides {
  readonly title?: string;
  readonly paths: readonly string[];
  readonly open?: readonly string[];
  /** `POST` without a token, for those who prove themselves by a signature. */
  readonly signed?: readonly string[];
  /** Files laid beside its bundle. */
  readonly beside?: readonly string[];
  /** It takes documents out of the bucket for what it makes of them. */
  readonly documents?: true;
}

/** The one font with all the characters our papers need; ten megabytes, so it lies beside the code and is read with the first paper. */
const printFont = 'node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';

const besides: Readonly<Record<string, Besides>> = {
  approval: { paths: ['/approvals', '/approvals/{proxy+}'] },
  people: { paths: ['/members', '/members/{proxy+}', '/invitations/accept', '/bindings', '/bindings/{proxy+}'] },
  payment: { title: '收款', paths: inProject('payments', 'payments/{proxy+}', 'quotes'), signed: ['/callbacks/{proxy+}'] },
  dunning: { paths: inProject('limitation', 'calls') },
  billing: {
    title: '出账、账单、对账与汇总',
    paths: inProject(
      ...[
        'billing-runs',
        'billing-runs/{proxy+}',
        'bills',
        'bills/{proxy+}',
        'totals',
        'arrears',
        'go-live',
        'go-live/{proxy+}',
        'parties/{partyId}/statement',
      ],
      ...['units/{unitId}/bills', 'units/{unitId}/statement', 'units/{unitId}/restrict'],
    ),
  },
  print: {
    title: '打印与验真',
    paths: inProject('print/{proxy+}', 'units/{unitId}/litigation-pack'),
    open: ['/receipts/{proxy+}'],
    beside: [printFont],
    documents: true,
  },
};

/** A slice's two routes: its collection, and everything below it. */
const slicePaths = (collection: string) => [`/projects/{projectId}/${collection}`, `/projects/{projectId}/${collection}/{proxy+}`];

/**
 * Everything people talk to: a function per workflow (流程), one for all registers (台账), one for what belongs to the company.
 *
 * It follows from the catalogue: a fifteenth workflow is a line there and nothing here.
 */
export class Slices extends Construct {
  readonly #byName = new Map<string, HouseFunction>();
  readonly #props: SlicesProps;

  constructor(scope: Construct, id: string, props: SlicesProps) {
    super(scope, id);
    this.#props = props;
    const company = this.slice('company', '公司、项目、任职、收件箱', companyPaths);
    props.api.serveOpenly(company, ['/health', '/openapi.json'], HttpMethod.GET);
    props.table.letEnterMerchants(company);
    const registersFunction = this.slice(
      'registers',
      '台账与导入导出',
      registers.flatMap(({ collection }) => slicePaths(collection)),
    );
    props.documents.nameTo(registersFunction);
    for (const { name } of registers) this.#byName.set(name, registersFunction);
    const hosts = Map.groupBy(workflows, ({ name }) => functionOf(name));
    for (const host of new Set([...hosts.keys(), ...Object.keys(besides)])) this.host(host, hosts.get(host) ?? []);
  }

  private host(name: string, served: readonly { readonly name: string; readonly title: string; readonly collection: string }[]): void {
    const { api, table, documents } = this.#props;
    const { title, paths = [], open, signed, beside, documents: reads } = besides[name] ?? {};
    const titles = [...(title ? [title] : []), ...served.map((one) => one.title)];
    const made = this.slice(name, titles.join('、'), [...paths, ...served.flatMap(({ collection }) => slicePaths(collection))], beside);
    if (open) api.serveOpenly(made, open, HttpMethod.GET);
    if (signed) api.serveOpenly(made, signed, HttpMethod.POST);
    this.#byName.set(name, made);
    for (const one of served) this.#byName.set(one.name, made);
    if (name === 'people') table.letLinkSignIns(made);
    if (name === 'payment') table.letFindMerchants(made);
    if (reads || served.some((one) => one.name === 'document')) documents.nameTo(made);
  }

  /** The function that serves a workflow. */
  serving(workflow: string): HouseFunction {
    const found = this.#byName.get(workflow);
    if (!found) throw new Error(`nobody serves ${workflow}`);
    return found;
  }

  /** Lets a system function call the function of a workflow or register for one company: timers and plans change nothing by themselves. */
  letCall(caller: HouseFunction): void {
    this.give(caller, 'WUYUN_FUNCTIONS', [...this.#byName]);
  }

  /** Lets the function of approvals call the functions whose commands wait for them; it never waits for itself. */
  letCarry(carrier: HouseFunction): void {
    const matters = [...this.#byName].filter(([, made]) => made !== carrier);
    this.give(carrier, 'WUYUN_MATTERS', matters);
  }

  private give(caller: HouseFunction, variable: string, called: readonly (readonly [string, HouseFunction])[]): void {
    const names = Object.fromEntries(called.map(([name, { lambda }]) => [name, lambda.functionName]));
    const resources = [...new Set(called.map(([, made]) => made))].map(({ lambda }) => lambda.functionArn);
    caller.give(variable, Stack.of(this).toJsonString(names), new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources }));
  }

  private slice(name: string, title: string, paths: readonly string[], beside?: readonly string[]): CompanyFunction {
    const { api, alarms, table } = this.#props;
    const made = new CompanyFunction(this, name, { entry: `functions/${name}.ts`, description: `Wuyun: ${title}`, beside, ...this.#props });
    api.serve(made, paths);
    table.letFindSignIns(made);
    alarms.raise(name, {
      hurt: `${title} (${name}): the people at the counter get errors instead of their case; deadlines of these cases fire late`,
      runbook: '#slice-fails',
      signs: failureSigns(made),
    });
    return made;
  }
}
