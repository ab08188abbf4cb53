import { CfnOutput, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpNoneAuthorizer, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';
import type { Identity } from './identity.ts';

/** Who asked for what, and how long it took; no path, because a path may hold a search for a person. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    at: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    company: '$context.authorizer.claims.company',
    person: '$context.authorizer.claims.person',
    route: '$context.routeKey',
    status: '$context.status',
    bytes: '$context.responseLength',
    ms: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
);

const openReasons = {
  [HttpMethod.GET]:
    'Health and the API description hold nothing of any company; a receipt is shown to whoever has its code, which proves itself, and without personal data.',
  [HttpMethod.POST]: 'A payment provider has no token: it signs what it says, and the function believes nothing unsigned.',
} as const;

/** The HTTP API: a token on every route but two, access logged for a year, one permission per function rather than per route. */
export class WebApi extends Construct {
  readonly api: HttpApi;
  readonly #identity: Identity;

  constructor(scope: Construct, id: string, identity: Identity) {
    super(scope, id);
    this.#identity = identity;
    this.api = new HttpApi(this, 'Http', { apiName: 'wuyun', createDefaultStage: false });
    const logGroup = new LogGroup(this, 'AccessLogs', { retention: RetentionDays.ONE_YEAR });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 2000, burstLimit: 1000 },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat },
    });
    new CfnOutput(this, 'Url', { value: this.api.apiEndpoint });
  }

  /** Sends every method of the paths to the function, with a token. */
  serve(target: HouseFunction, paths: readonly string[]): void {
    const integration = new HttpLambdaIntegration(target.node.id, target.lambda, { scopePermissionToRoute: false });
    for (const path of paths) {
      this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration, authorizer: this.#identity.authorizer });
    }
    this.#identity.letVerify(target);
  }

  /** Sends one method of the paths to the function without a token. */
  serveOpenly(target: HouseFunction, paths: readonly string[], method: HttpMethod.GET | HttpMethod.POST): void {
    const integration = new HttpLambdaIntegration(`${target.node.id}-open`, target.lambda, { scopePermissionToRoute: false });
    const routes = paths.flatMap((path) => this.api.addRoutes({ path, methods: [method], integration, authorizer: new HttpNoneAuthorizer() }));
    for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: openReasons[method] });
  }
}
