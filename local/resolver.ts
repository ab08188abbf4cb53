/** A JSON value as it stands in a CloudFormation template. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One resource of a synthesized template. */
export interface Resource {
  Type: string;
  Properties?: Record<string, Json>;
  Metadata?: Record<string, Json>;
}

/** The parts of a synthesized template that the local cloud reads. */
export interface Template {
  Parameters?: Record<string, { Default?: Json }>;
  Resources: Record<string, Resource>;
}

/** Turns intrinsic functions into plain values. */
export type Resolve = (value: Json | undefined) => Json;

/**
 * Where the local cloud pretends to be. A China region on purpose: a hard-coded `arn:aws:` then shows at once.
 */
export const PLACE = {
  partition: 'aws-cn',
  region: 'cn-north-1',
  account: '000000000000',
  suffix: 'amazonaws.com.cn',
} as const;

/** Service and resource kind of the ARN of each resource type that others name by ARN. */
const ARN_SHAPES: Record<string, { service: string; kind: string }> = {
  'AWS::Lambda::Function': { service: 'lambda', kind: 'function:' },
  'AWS::DynamoDB::GlobalTable': { service: 'dynamodb', kind: 'table/' },
  'AWS::DynamoDB::Table': { service: 'dynamodb', kind: 'table/' },
  'AWS::StepFunctions::StateMachine': { service: 'states', kind: 'stateMachine:' },
  'AWS::Events::EventBus': { service: 'events', kind: 'event-bus/' },
  'AWS::SQS::Queue': { service: 'sqs', kind: '' },
  'AWS::KMS::Key': { service: 'kms', kind: 'key/' },
  'AWS::IAM::Role': { service: 'iam', kind: 'role' },
  'AWS::S3::Bucket': { service: 's3', kind: '' },
  'AWS::Logs::LogGroup': { service: 'logs', kind: 'log-group:' },
  'AWS::SNS::Topic': { service: 'sns', kind: '' },
  'AWS::Scheduler::ScheduleGroup': { service: 'scheduler', kind: 'schedule-group/' },
};

/** The property that, when present, gives a resource its physical name instead of its logical id. */
const NAME_PROPERTIES = ['TableName', 'FunctionName', 'BucketName', 'RoleName', 'QueueName', 'StateMachineName', 'Name'];

function physicalName(id: string, resource: Resource, resolve: Resolve): string {
  for (const property of NAME_PROPERTIES) {
    const name = resource.Properties?.[property];
    if (name !== undefined) return String(resolve(name));
  }
  return resource.Type === 'AWS::S3::Bucket' ? id.toLowerCase() : id;
}

/** ARN of a resource, of the shape its service uses in the pretended region and account. */
function arnOf(id: string, resource: Resource, resolve: Resolve): string {
  const shape = ARN_SHAPES[resource.Type];
  const name = physicalName(id, resource, resolve);
  if (!shape) return `arn:${PLACE.partition}:local:${PLACE.region}:${PLACE.account}:${name}`;
  const { service, kind } = shape;
  if (service === 's3') return `arn:${PLACE.partition}:s3:::${name}`;
  if (service === 'iam') {
    const path = String(resolve(resource.Properties?.['Path'] ?? '/'));
    return `arn:${PLACE.partition}:iam::${PLACE.account}:role${path}${name}`;
  }
  return `arn:${PLACE.partition}:${service}:${PLACE.region}:${PLACE.account}:${kind}${name}`;
}

const PSEUDO: Record<string, string> = {
  'AWS::Partition': PLACE.partition,
  'AWS::Region': PLACE.region,
  'AWS::AccountId': PLACE.account,
  'AWS::URLSuffix': PLACE.suffix,
  'AWS::StackName': 'wuyun-local',
  'AWS::StackId': `arn:${PLACE.partition}:cloudformation:${PLACE.region}:${PLACE.account}:stack/wuyun-local/0`,
};

function referenced(template: Template, id: string, resolve: Resolve): Json {
  const pseudo = PSEUDO[id];
  if (pseudo !== undefined) return pseudo;
  const parameter = template.Parameters?.[id];
  if (parameter) return parameter.Default ?? '';
  const resource = template.Resources[id];
  if (!resource) throw new Error(`Template: Ref to unknown ${id}`);
  if (resource.Type === 'AWS::StepFunctions::StateMachine' || resource.Type === 'AWS::SNS::Topic') return arnOf(id, resource, resolve);
  return physicalName(id, resource, resolve);
}

function attribute(template: Template, id: string, name: string, resolve: Resolve): Json {
  const resource = template.Resources[id];
  if (!resource) throw new Error(`Template: GetAtt of unknown ${id}`);
  if (name === 'Arn' || name === 'TopicArn') return arnOf(id, resource, resolve);
  if (name === 'StreamArn') return `${arnOf(id, resource, resolve)}/stream/local`;
  if (name === 'Name' || name === 'QueueName') return physicalName(id, resource, resolve);
  return `${id}.${name}`;
}

function substitute(text: string, own: Record<string, Json>, template: Template, resolve: Resolve): string {
  return text.replace(/\$\{([^}!]+)\}/g, (_, name: string) => {
    if (own[name] !== undefined) return String(resolve(own[name]));
    const dot = name.indexOf('.');
    return String(dot < 0 ? referenced(template, name, resolve) : attribute(template, name.slice(0, dot), name.slice(dot + 1), resolve));
  });
}

function list(value: Json): Json[] {
  if (!Array.isArray(value)) throw new Error(`Template: a list was expected, found ${JSON.stringify(value)}`);
  return value;
}

/**
 * Makes the resolver of one template: a recursive function over Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select and
 * Fn::Split. Any other `Fn::` throws, because guessing would make the local cloud differ from what deploys.
 */
export function resolverOf(template: Template): Resolve {
  const intrinsics: Record<string, (argument: Json) => Json> = {
    Ref: (id) => referenced(template, String(id), resolve),
    'Fn::GetAtt': (argument) => {
      const [id, ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return attribute(template, id ?? '', rest.join('.'), resolve);
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = list(argument);
      return list(resolve(parts)).map(String).join(String(separator));
    },
    'Fn::Sub': (argument) => {
      const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
      return substitute(String(text), (own ?? {}) as Record<string, Json>, template, resolve);
    },
    'Fn::Select': (argument) => {
      const [index, from] = list(argument);
      return list(resolve(from))[Number(index)] ?? '';
    },
    'Fn::Split': (argument) => {
      const [separator, text] = list(argument);
      return String(resolve(text)).split(String(separator));
    },
  };

  function resolve(value: Json | undefined): Json {
    if (value === undefined) return null;
    if (Array.isArray(value)) return value.map(resolve);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      const intrinsic = intrinsics[only[0]];
      if (!intrinsic) throw new Error(`Template: the local cloud does not know ${only[0]}`);
      return intrinsic(only[1]);
    }
    return Object.fromEntries(entries.filter(([, inner]) => JSON.stringify(inner) !== '{"Ref":"AWS::NoValue"}').map(([key, inner]) => [key, resolve(inner)]));
  }

  return resolve;
}
