import type { Json, Resolve, Resource, Template } from './resolver.ts';
import { resolverOf } from './resolver.ts';

/** A Lambda function of the template, with the source file its construct left as metadata `wuyun:entry`. */
export interface FunctionModel {
  name: string;
  arn: string;
  entry: string;
  timeoutSeconds: number;
}

/** One HTTP route: method `ANY` for all, path in the gateway's own grammar, function by name. */
export interface RouteModel {
  method: string;
  path: string;
  functionName: string;
}

/** A state machine with its definition, still in Amazon States Language. */
export interface MachineModel {
  name: string;
  arn: string;
  definition: Record<string, Json>;
}

/** A schedule: an AWS `cron()` or `rate()` expression, its zone, and what it sends to which function. */
export interface ScheduleModel {
  name: string;
  expression: string;
  zone: string;
  functionName: string;
  /** JSON text in which `<aws.scheduler.scheduled-time>` stands for the instant. */
  input: string;
}

/** A table stream's event source mapping. */
export interface MappingModel {
  functionName: string;
  patterns: Record<string, Json>[];
  batchSize: number;
  retries: number;
  reportsItems: boolean;
  /** Bucket of the failure destination, when it is one. */
  deadLetterBucket?: string;
}

/** A bus rule and its Lambda targets. */
export interface RuleModel {
  bus: string;
  pattern: Record<string, Json>;
  functionNames: string[];
}

/** One IAM statement, lists normalised. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition: Record<string, Record<string, Json>>;
}

/** The table as the template defines it: the input of CreateTable, and the TTL attribute set afterwards. */
export interface TableModel {
  name: string;
  arn: string;
  create: Record<string, Json>;
  ttlAttribute?: string;
}

/** Everything the local cloud takes from the synthesized template: what runs here is what deploys. */
export interface CloudModel {
  functions: FunctionModel[];
  routes: RouteModel[];
  environment: Record<string, string>;
  machines: MachineModel[];
  schedules: ScheduleModel[];
  mappings: MappingModel[];
  rules: RuleModel[];
  dataRole: { arn: string; statements: Statement[] };
  table: TableModel;
  buckets: string[];
}

type Entry = { id: string; properties: Record<string, Json>; resource: Resource };

/** Reads resources of one type, properties resolved. */
function resourcesOf(template: Template, resolve: Resolve): (...types: string[]) => Entry[] {
  return (...types) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => types.includes(resource.Type))
      .map(([id, resource]) => ({ id, resource, properties: resolve(resource.Properties ?? {}) as Record<string, Json> }));
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const listOf = (value: Json | undefined): Json[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
const recordOf = (value: Json | undefined): Record<string, Json> => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});

/** Name of the function in an ARN or in an API integration URI; a bare name stays. */
export function functionNameIn(reference: string): string {
  return /:function:([^:/]+)/.exec(reference)?.[1] ?? reference;
}

/** Merges the functions' variables: one process has one environment, so a name with two values cannot run here. */
function mergedEnvironment(functions: Entry[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const { id, properties } of functions) {
    for (const [name, value] of Object.entries(recordOf(recordOf(properties['Environment'])['Variables']))) {
      if (merged[name] !== undefined && merged[name] !== String(value)) {
        throw new Error(`Template: variable ${name} of ${id} is ${String(value)}, elsewhere ${merged[name]}`);
      }
      merged[name] = String(value);
    }
  }
  return merged;
}

function statementsOf(documents: Json[]): Statement[] {
  return documents.flatMap((document) =>
    listOf(recordOf(document)['Statement']).map((raw) => {
      const statement = recordOf(raw);
      return {
        Effect: statement['Effect'] === 'Deny' ? 'Deny' : 'Allow',
        Action: listOf(statement['Action']).map(String),
        Resource: listOf(statement['Resource']).map(String),
        Condition: recordOf(statement['Condition']) as Statement['Condition'],
      };
    }),
  );
}

function tableOf(entry: Entry | undefined, arn: string): TableModel {
  if (!entry) throw new Error('Template: it has no table');
  const { properties } = entry;
  const stream = recordOf(properties['StreamSpecification']);
  const indexes = listOf(properties['GlobalSecondaryIndexes']).map((raw) => {
    const index = recordOf(raw);
    return { IndexName: index['IndexName'] ?? '', KeySchema: index['KeySchema'] ?? [], Projection: index['Projection'] ?? {} };
  });
  const name = text(properties['TableName']) || entry.id;
  const ttl = recordOf(properties['TimeToLiveSpecification']);
  return {
    name,
    arn,
    create: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: properties['AttributeDefinitions'] ?? [],
      KeySchema: properties['KeySchema'] ?? [],
      ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
      ...(stream['StreamViewType'] ? { StreamSpecification: { ...stream, StreamEnabled: true } } : {}),
    },
    ...(ttl['AttributeName'] ? { ttlAttribute: text(ttl['AttributeName']) } : {}),
  };
}

function routesOf(all: (...types: string[]) => Entry[]): RouteModel[] {
  const integrations = new Map(all('AWS::ApiGatewayV2::Integration').map(({ id, properties }) => [id, functionNameIn(text(properties['IntegrationUri']))]));
  return all('AWS::ApiGatewayV2::Route').map(({ id, properties }) => {
    const [method = '', path = ''] = text(properties['RouteKey']).split(' ');
    const functionName = integrations.get(text(properties['Target']).replace('integrations/', ''));
    if (!functionName || !path) throw new Error(`Template: route ${id} leads nowhere`);
    return { method, path, functionName };
  });
}

function mappingOf({ properties }: Entry): MappingModel {
  const destination = text(recordOf(recordOf(properties['DestinationConfig'])['OnFailure'])['Destination']);
  const bucket = /:s3:::([^/]+)/.exec(destination)?.[1];
  return {
    functionName: functionNameIn(text(properties['FunctionName'])),
    patterns: listOf(recordOf(properties['FilterCriteria'])['Filters']).map((filter) => JSON.parse(text(recordOf(filter)['Pattern'])) as Record<string, Json>),
    batchSize: Number(properties['BatchSize'] ?? 100),
    retries: Number(properties['MaximumRetryAttempts'] ?? 5),
    reportsItems: listOf(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures'),
    ...(bucket ? { deadLetterBucket: bucket } : {}),
  };
}

function scheduleOf({ id, properties }: Entry): ScheduleModel {
  const target = recordOf(properties['Target']);
  const input = text(target['Input']) || '{}';
  const named = /"name"\s*:\s*"([^"]+)"/.exec(input)?.[1];
  return {
    name: named ?? (text(properties['Name']) || id),
    expression: text(properties['ScheduleExpression']),
    zone: text(properties['ScheduleExpressionTimezone']) || 'UTC',
    functionName: functionNameIn(text(target['Arn'])),
    input,
  };
}

/** Reads the model out of a template. Throws with the resource's name when something the local run needs is missing. */
export function readModel(template: Template): CloudModel {
  const resolve = resolverOf(template);
  const all = resourcesOf(template, resolve);
  const arn = (id: string): string => String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
  const lambdas = all('AWS::Lambda::Function').filter(({ resource }) => resource.Metadata?.['wuyun:entry'] !== undefined);
  const environment = mergedEnvironment(lambdas);
  const table = all('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')[0];
  const roles = all('AWS::IAM::Role').filter(({ id }) => arn(id) === environment['WUYUN_DATA_ROLE']);
  const roleName = (entry: Entry): string => String(resolve({ Ref: entry.id }));
  const attached = all('AWS::IAM::Policy').filter(({ properties }) => roles.some((role) => listOf(properties['Roles']).includes(roleName(role))));
  return {
    functions: lambdas.map(({ id, resource, properties }) => ({
      name: text(properties['FunctionName']) || id,
      arn: arn(id),
      entry: text(resource.Metadata?.['wuyun:entry']),
      timeoutSeconds: Number(properties['Timeout'] ?? 3),
    })),
    routes: routesOf(all),
    environment,
    machines: all('AWS::StepFunctions::StateMachine').map(({ id, properties }) => ({
      name: text(properties['StateMachineName']) || id,
      arn: arn(id),
      definition: JSON.parse(text(properties['DefinitionString'])) as Record<string, Json>,
    })),
    schedules: all('AWS::Scheduler::Schedule')
      .filter(({ properties }) => properties['State'] !== 'DISABLED')
      .map(scheduleOf),
    mappings: all('AWS::Lambda::EventSourceMapping').map(mappingOf),
    rules: all('AWS::Events::Rule').map(({ properties }) => ({
      bus: text(properties['EventBusName']) || 'default',
      pattern: recordOf(properties['EventPattern']),
      functionNames: listOf(properties['Targets']).map((target) => functionNameIn(text(recordOf(target)['Arn']))),
    })),
    dataRole: {
      arn: environment['WUYUN_DATA_ROLE'] ?? '',
      statements: statementsOf([
        ...roles.flatMap(({ properties }) => listOf(properties['Policies']).map((policy) => recordOf(policy)['PolicyDocument'] ?? null)),
        ...attached.map(({ properties }) => properties['PolicyDocument'] ?? null),
      ]),
    },
    table: tableOf(table, table ? arn(table.id) : ''),
    buckets: all('AWS::S3::Bucket').map(({ id }) => String(resolve({ Ref: id }))),
  };
}
