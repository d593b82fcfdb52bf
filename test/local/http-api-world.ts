import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { httpApi } from '#local/http-api/http-api.ts';
import { routesOf } from '#local/http-api/routes.ts';
import { openIssuer } from '#local/issuer.ts';
import type { Json } from '#local/json.ts';
import { AUDIENCE } from '#local/people.ts';
import { serve } from '#local/server.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import { readTemplate } from '#local/template/template.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';
import { aFolder } from '#test/local/folders.ts';

export const ISSUER = 'http://127.0.0.1:3000/local/oauth';
export const ARRIVED = new Date('2026-11-03T08:05:09.123Z');
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:api';

export const route = (RouteKey: string, guard: object = { AuthorizationType: 'NONE' }) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: 'api',
    RouteKey,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    ...guard,
  },
});

export const resources = {
  Api: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'api.handler' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Api', 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  Jwt: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: ISSUER, Audience: [AUDIENCE] },
    },
  },
  Item: route('GET /items/{id}'),
  New: route('GET /items/new'),
  Create: route('POST /items'),
  Head: route('HEAD /items/{id}'),
  Options: route('OPTIONS /items/{id}'),
  Guarded: route('GET /guarded', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
};

export const routesIn = (more: object = {}) =>
  routesOf(
    new Intrinsics(readTemplate(JSON.stringify({ Resources: { ...resources, ...more } })), {
      api: 'http://api',
      queues: 'http://queues',
    }),
  );

/** The HTTP API of the template above, in front of a function that answers as given. */
export const api = async (answer: FunctionAnswer = { ok: true, payload: { statusCode: 200 } }) => {
  const calls: { name: string; event: Json }[] = [];
  const functions = {
    call: async (name: string, event: Json) => {
      calls.push({ name, event });
      return answer;
    },
  };
  const issuer = await openIssuer(join(aFolder(), 'key.json'), ISSUER, () => new Date());
  const server = await serve(httpApi(routesIn(), issuer.keys, functions, () => ARRIVED));
  onTestFinished(() => server.close());
  return { calls, issuer, get: (path: string, init?: RequestInit) => fetch(server.url + path, init), url: server.url };
};
