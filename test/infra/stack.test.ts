import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../infra/assembly.ts';
import { registers, schedules, workflows } from '../../lib/catalogue.ts';
import { assembled } from './assembled.ts';

const regions = ['eu-central-1', 'cn-north-1'] as const;
const root = join(import.meta.dirname, '..', '..');

describe.each(regions)('the stack in %s', (region) => {
  const stack = assembled(region);
  const functions = stack.all('AWS::Lambda::Function');

  it('passes the AWS Solutions rules, every exception acknowledged with its reason', () => {
    const app = assemble({ region, account: '000000000000', bundle: false, validate: false });
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    const found = violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
    expect(found).toEqual([]);
  });

  it('stays below 400 resources, so that fourteen workflows fit into the 500 of one stack', () => {
    expect(stack.resources.size).toBeLessThanOrEqual(400);
  });

  it('names a value once: a variable has the same value in every function that has it', () => {
    const values = new Map<string, string>();
    for (const { Properties } of functions) {
      for (const [name, value] of Object.entries(Properties.Environment.Variables)) {
        const text = JSON.stringify(value);
        expect({ name, text }).toEqual({ name, text: values.get(name) ?? text });
        values.set(name, text);
      }
    }
    expect(values.size).toBeGreaterThan(8);
  });

  it('runs every function on Node 24 from an entry file that exists, with a log that ends', () => {
    for (const { Properties, Metadata } of functions) {
      expect(Properties.Runtime).toBe('nodejs24.x');
      expect(existsSync(join(root, String(Metadata?.['wuyun:entry'])))).toBe(true);
      const logs = stack.resources.get(Properties.LoggingConfig.LogGroup.Ref);
      expect(logs?.Properties.RetentionInDays).toBe(365);
    }
  });

  it('says in every alarm who is hurt, and which entry of the runbook to open', () => {
    const headings = [...readFileSync(join(root, 'docs/runbook.md'), 'utf8').matchAll(/^#+ (.+)$/gm)].map(
      ([, text = '']) =>
        `#${text
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} -]/gu, '')
          .replaceAll(' ', '-')}`,
    );
    const alarms = [...stack.all('AWS::CloudWatch::CompositeAlarm'), ...stack.all('AWS::CloudWatch::Alarm')].filter(
      ({ Properties }) => Properties.AlarmActions,
    );
    expect(alarms.length).toBeGreaterThanOrEqual(functions.length);
    for (const { Properties } of alarms) {
      const [, hurt = '', entry = ''] = /^(.+) → docs\/runbook\.md(#[a-z-]+)$/.exec(Properties.AlarmDescription) ?? [];
      expect(hurt.length).toBeGreaterThan(20);
      expect(headings).toContain(entry);
      expect(Properties.AlarmActions).toHaveLength(1);
    }
  });

  it('wakes the sweep every minute and the planner by the catalogue, each with its instant and a place for the undelivered', () => {
    const wakes = stack.all('AWS::Scheduler::Schedule').map(({ Properties }) => {
      const input = JSON.parse(Properties.Target.Input) as { name: string; at: string };
      expect(input.at).toBe('<aws.scheduler.scheduled-time>');
      expect(Properties.Target.DeadLetterConfig.Arn).toBeDefined();
      expect(Properties.Target.RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual(6 * 3600);
      return { name: input.name, cron: Properties.ScheduleExpression, zone: Properties.ScheduleExpressionTimezone };
    });
    const planned = schedules.map(({ name, cron, zone }) => ({ name, cron, zone }));
    expect(wakes).toEqual([{ name: 'timers', cron: 'cron(* * * * ? *)', zone: 'Asia/Shanghai' }, ...planned]);
  });
});

describe('the routes', () => {
  const stack = assembled('cn-north-1');
  const routes = stack
    .all('AWS::ApiGatewayV2::Route')
    .map(({ Properties }) => ({ key: Properties.RouteKey as string, auth: Properties.AuthorizationType as string }));

  it('are two for every workflow and register of the catalogue, and the fixed ones of the company', () => {
    const slices = [...workflows, ...registers].flatMap(({ collection }) => [
      `/projects/{projectId}/${collection}`,
      `/projects/{projectId}/${collection}/{proxy+}`,
    ]);
    const fixed = [
      '/company',
      '/company/channels',
      '/projects',
      '/projects/{projectId}',
      '/projects/{projectId}/adoptCalendar',
      '/projects/{projectId}/cases',
      '/projects/{projectId}/units/{unitId}/file',
      '/projects/{projectId}/duty',
      '/projects/{projectId}/duty/gaps',
      '/members',
      '/members/{proxy+}',
      '/invitations/accept',
      '/bindings',
      '/bindings/{proxy+}',
      '/approvals',
      '/approvals/{proxy+}',
      '/inbox',
      '/search',
      '/cases',
      ...[
        ...['payments', 'payments/{proxy+}', 'quotes', 'limitation', 'calls', 'billing-runs', 'billing-runs/{proxy+}', 'bills', 'bills/{proxy+}'],
        ...[
          'totals',
          'arrears',
          'go-live',
          'go-live/{proxy+}',
          'parties/{partyId}/statement',
          'units/{unitId}/bills',
          'units/{unitId}/statement',
          'units/{unitId}/restrict',
        ],
        ...['print/{proxy+}', 'units/{unitId}/litigation-pack'],
      ].map((path) => `/projects/{projectId}/${path}`),
    ];
    const expected = [
      ...[...slices, ...fixed].map((path) => `ANY ${path}`),
      'GET /health',
      'GET /openapi.json',
      'GET /receipts/{proxy+}',
      'POST /callbacks/{proxy+}',
    ];
    expect(routes.map(({ key }) => key).toSorted()).toEqual(expected.toSorted());
  });

  it('ask for a token, all but health, the API description, the check of a receipt and the providers’ callbacks', () => {
    const open = routes.filter(({ auth }) => auth !== 'JWT').map(({ key }) => key);
    expect(open.toSorted()).toEqual(['GET /health', 'GET /openapi.json', 'GET /receipts/{proxy+}', 'POST /callbacks/{proxy+}']);
  });

  it('know nothing of the local cloud', () => {
    expect(stack.text).not.toContain('/local');
  });

  it('cost one permission per function, not one per route', () => {
    expect(stack.all('AWS::Lambda::Permission').length).toBeLessThan(routes.length / 2);
  });
});

describe('the partitions', () => {
  it('China has no Cognito, no X-Ray and no hard-coded partition; issuer and audience are parameters', () => {
    const { text } = assembled('cn-north-1');
    expect(text).not.toMatch(/AWS::Cognito|xray|arn:aws:|MetricsConfig/);
    expect(text).toContain('"WUYUN_ISSUER":{"Ref":"Issuer"}');
  });

  it('elsewhere members sign in to a pool nobody can join by himself', () => {
    const stack = assembled('eu-central-1');
    const { Properties } = stack.only('AWS::Cognito::UserPool');
    expect(Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
    const company = Properties.Schema.find(({ Name }: { Name: string }) => Name === 'company');
    expect(company).toMatchObject({ Mutable: false });
    expect(stack.only('AWS::Cognito::UserPoolClient').Properties.WriteAttributes).not.toContain('custom:company');
  });

  it('elsewhere any other issuer can be had by context', () => {
    const app = assemble({ region: 'eu-central-1', bundle: false, validate: false, context: { identity: 'oidc' } });
    const text = JSON.stringify(app.synth().getStackByName('Wuyun').template);
    expect(text).not.toContain('AWS::Cognito');
    expect(text).toContain('"WUYUN_AUDIENCE":{"Ref":"Audience"}');
  });

  it('CDK finds nothing wrong with the template of China; `npm run synth` asks it about the other', () => {
    expect(() => assemble({ region: 'cn-north-1', bundle: false, validate: true }).synth()).not.toThrow();
  });
});
