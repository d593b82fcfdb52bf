import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { apiRoutes, approvalRoutes, openRoutes } from '#handlers/routes.ts';
import { stageOf } from '#lib/stages.ts';
import { dev, devWith, functions, ofType, only, prod, readable } from './template.ts';

const handlerBehind = (target: unknown): string | undefined => {
  const integration = ofType('AWS::ApiGatewayV2::Integration').find(({ id }) =>
    readable(target).endsWith(id.replace(/[0-9A-F]{8}$/, '')),
  );
  const uri = readable(integration?.Properties['IntegrationUri']);
  return functions().find(({ id }) => uri === id.replace(/[0-9A-F]{8}$/, ''))?.name;
};

const routes = () =>
  Object.fromEntries(
    ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => [
      String(Properties['RouteKey']),
      [Properties['AuthorizationType'], handlerBehind(Properties['Target'])],
    ]),
  );

const all = (keys: Record<string, string>, expected: unknown) =>
  Object.fromEntries(Object.values(keys).map((key) => [key, expected]));

describe('the HTTP API', () => {
  it('has exactly the routes of routes.ts, each with its guard and its function', () => {
    expect(routes()).toEqual({
      ...all(apiRoutes, ['JWT', 'api']),
      ...all(openRoutes, ['NONE', 'api']),
      ...all(approvalRoutes, ['NONE', 'approvals']),
    });
  });

  it('takes the tokens of the stage', () => {
    const { JwtConfiguration, AuthorizerType, IdentitySource } = only('AWS::ApiGatewayV2::Authorizer').Properties;
    const { issuer, audience } = stageOf('dev').jwt;
    expect({ JwtConfiguration, AuthorizerType, IdentitySource }).toEqual({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: audience },
    });
  });

  it('guards every guarded route by that authoriser', () => {
    const guards = ofType('AWS::ApiGatewayV2::Route').flatMap(({ Properties }) => Properties['AuthorizerId'] ?? []);
    expect(guards).toEqual(Object.keys(apiRoutes).map(() => ({ Ref: only('AWS::ApiGatewayV2::Authorizer').id })));
  });

  it('allows no other origin', () => {
    expect(only('AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });

  it('is throttled as the stage says', () => {
    const { rate, burst } = stageOf('dev').throttling;
    expect(only('AWS::ApiGatewayV2::Stage').Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    });
  });

  it('logs no path, no query and no header: the path of an approval page is its key', () => {
    const { AccessLogSettings } = only('AWS::ApiGatewayV2::Stage').Properties;
    const variables = JSON.stringify(AccessLogSettings).match(/\$context[.\w]+/g);
    expect(variables).toEqual([
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.integrationLatency',
      '$context.error.message',
      '$context.authorizer.error',
    ]);
  });

  it('is where links lead, unless the stage has an address of its own', () => {
    const addresses = (from = dev) =>
      functions(from).flatMap(({ name, variables }) =>
        name === 'send-mails' || name === 'approvals' ? [variables['PUBLIC_URL']] : [],
      );
    const own = dev.Outputs['ApiUrl']?.Value;
    expect(own).toBeDefined();
    expect(addresses()).toEqual([own, own]);
    expect(addresses(prod)).toEqual(['https://erp.example.com', 'https://erp.example.com']);
  });

  it('has approvers sign in at the issuer of those tokens, and only where the stage has a client for it', () => {
    const signIn = (settings: object) => {
      const { Resources } = devWith(settings);
      const pages = Object.values(Resources).find(({ Properties }) => Properties['Handler'] === 'approvals.handler');
      const environment = z.object({ Variables: z.record(z.string(), z.unknown()) });
      const { ISSUER, CLIENT_ID } = environment.parse(pages?.Properties['Environment']).Variables;
      return { ISSUER, CLIENT_ID };
    };
    const ISSUER = stageOf('dev').jwt.issuer;
    expect(signIn({})).toEqual({ ISSUER, CLIENT_ID: undefined });
    expect(signIn({ signIn: { clientId: 'approval-pages' } })).toEqual({ ISSUER, CLIENT_ID: 'approval-pages' });
  });
});
