import { CfnOutput, CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { ClientAttributes, FeaturePlan, Mfa, StandardThreatProtectionMode, StringAttribute, UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { HouseFunction } from './house-function.ts';

interface Issuer {
  readonly issuer: string;
  readonly audience: string;
}

/**
 * Who may knock (身份): an OpenID issuer whose tokens prove `company` and `person`, and nothing else.
 *
 * Outside China it is a Cognito user pool of our own, unless `-c identity=oidc` asks for another. The China regions have no user pools: there the
 * issuer and audience are parameters of the stack.
 */
export class Identity extends Construct {
  readonly authorizer: HttpJwtAuthorizer;
  readonly #issuer: Issuer;

  constructor(scope: Construct, id: string, { china }: { readonly china: boolean }) {
    super(scope, id);
    this.#issuer = china || this.node.tryGetContext('identity') === 'oidc' ? this.someIssuer() : this.ownIssuer();
    this.authorizer = new HttpJwtAuthorizer('Token', this.#issuer.issuer, { jwtAudience: [this.#issuer.audience] });
  }

  /** The function verifies the token again by itself: the gateway is one mistake in a route away from being open. */
  letVerify(user: HouseFunction): void {
    user.give('WUYUN_ISSUER', this.#issuer.issuer);
    user.give('WUYUN_AUDIENCE', this.#issuer.audience);
  }

  private someIssuer(): Issuer {
    const parameter = (name: string, description: string) => {
      const made = new CfnParameter(this, name, { description, minLength: 1 });
      made.overrideLogicalId(name);
      return made.valueAsString;
    };
    return {
      issuer: parameter('Issuer', 'URL of the OpenID issuer; its tokens carry the claims company and person'),
      audience: parameter('Audience', 'Audience the tokens are issued for'),
    };
  }

  private ownIssuer(): Issuer {
    const claims = new HouseFunction(this, 'Claims', {
      entry: 'infra/bundle/cognito-claims.ts',
      description: 'Names company and person in the tokens of the user pool',
      path: '/wuyun/system/',
      timeout: Duration.seconds(5),
      memoryMiB: 256,
    });
    const pool = new UserPool(this, 'Members', {
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      // Not mutable: whoever could change it would walk into another company.
      customAttributes: { company: new StringAttribute({ mutable: false }), person: new StringAttribute({ mutable: false }) },
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, claims.lambda);
    const client = pool.addClient('Client', {
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
      disableOAuth: true,
      // Named, because the default is every attribute there is, the company among them.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    new CfnOutput(this, 'ClientId', { value: client.userPoolClientId });
    return { issuer: pool.userPoolProviderUrl, audience: client.userPoolClientId };
  }
}
