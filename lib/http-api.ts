import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as z from 'zod';
import { OwnDomain } from '#lib/own-domain.ts';
import { serviceLogs } from '#lib/service-logs.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** Routes as functions/handlers/routes.ts writes them: `GET /path`, by the name of their endpoint. */
type Routes = Readonly<Record<string, string>>;

/** What the log says about a call. Never its path: that of an approval page is the key to it. */
const logged = {
  request_id: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  function_latency_ms: '$context.integrationLatency',
  error: '$context.error.message',
  authorizer_error: '$context.authorizer.error',
};

/** The HTTP API: it answers what it has a route for, and nothing else. */
export class PublicHttpApi extends Construct {
  /** Without a slash at the end. */
  readonly url: string;
  readonly #api: HttpApi;
  readonly #authorizer: IHttpRouteAuthorizer;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const { domain } = stage;
    this.#api = new HttpApi(this, 'Api', {
      apiName: `send-to-erp-${stage.name}`,
      createDefaultStage: false,
      // One door: whoever knows the API's own address would get past the domain and what guards it.
      ...(domain && { disableExecuteApiEndpoint: true }),
    });
    this.#authorizer = new HttpJwtAuthorizer('Jwt', stage.jwt.issuer, { jwtAudience: stage.jwt.audience });
    const apiStage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      autoDeploy: true,
      throttle: { rateLimit: stage.throttling.rate, burstLimit: stage.throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(serviceLogs(this, 'Access', stage)),
        format: AccessLogFormat.custom(JSON.stringify(logged)),
      },
    });
    if (domain) new OwnDomain(this, 'Domain', { stage, domain, api: this.#api, apiStage });
    this.url = domain ? `https://${domain.name}` : this.#api.apiEndpoint;
  }

  /** Routes for callers with a token. */
  addGuardedRoutes(routes: Routes, handler: Function): void {
    this.#add(routes, handler, { authorizer: this.#authorizer });
  }

  /** Routes for anybody. */
  addOpenRoutes(routes: Routes, handler: Function): void {
    this.#add(routes, handler, {});
  }

  #add(routes: Routes, handler: Function, guard: { authorizer?: IHttpRouteAuthorizer }): void {
    const integration = new HttpLambdaIntegration(handler.node.id, handler, { scopePermissionToRoute: false });
    for (const [method = '', path = ''] of Object.values(routes).map((route) => route.split(' '))) {
      this.#api.addRoutes({ path, methods: [z.enum(HttpMethod).parse(method)], integration, ...guard });
    }
  }
}
