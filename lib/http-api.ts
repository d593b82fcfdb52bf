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
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import * as z from 'zod';
import { alarmOn } from '#lib/alarm.ts';
import { OwnDomain } from '#lib/own-domain.ts';
import { serviceLogs } from '#lib/service-logs.ts';
import type { Stage } from '#lib/stage-settings.ts';

/** Routes as functions/handlers/routes.ts writes them: `GET /path`, by the name of their endpoint. */
type Routes = Readonly<Record<string, string>>;

/** What the log says about a call. Never its path: that of an approval page is the key to it. */
const logged = {
  trace_id: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  function_latency_ms: '$context.integrationLatency',
  error: '$context.error.message',
  authorizer_error: '$context.authorizer.error',
};

/** Names of what it says. */
export const accessLogFields: readonly string[] = Object.keys(logged);

/** The HTTP API: it answers what it has a route for, and nothing else. */
export class PublicHttpApi extends Construct {
  /** Without a slash at the end. */
  readonly url: string;
  readonly stage: HttpStage;
  readonly accessLogName: string;
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
    const access = serviceLogs(this, 'Access', stage);
    this.accessLogName = access.logGroupName;
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      autoDeploy: true,
      throttle: { rateLimit: stage.throttling.rate, burstLimit: stage.throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(access),
        format: AccessLogFormat.custom(JSON.stringify(logged)),
      },
    });
    if (domain) new OwnDomain(this, 'Domain', { stage, domain, api: this.#api, apiStage: this.stage });
    this.url = domain ? `https://${domain.name}` : this.#api.apiEndpoint;
    alarmOn(this, 'Faults', this.stage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }), {
      says: 'The API or the approval pages answer with faults (5xx), several times in a quarter of an hour. Callers are told to try again.',
      runbook: 'the-api-answers-with-faults',
      threshold: 5,
      times: 2,
      periods: 3,
    });
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
