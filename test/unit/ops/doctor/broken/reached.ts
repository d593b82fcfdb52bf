import { GetAuthorizerCommand, GetRoutesCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { anError } from '../sound-stack.ts';
import { API_URL, ISSUER, PUBLIC_URL, routes } from '../sound-template.ts';
import { afterNoon } from '#test/support/records.ts';
import type { Broken } from './broken.ts';

const DISCOVERY = `${ISSUER}.well-known/openid-configuration`;

/** What can be the matter with how the service is reached. */
export const brokenReached: readonly Broken[] = [
  ['issuer', 'it is silent', (sound) => sound.pages.delete(DISCOVERY), 'does not answer', `curl ${DISCOVERY}`],
  ['clock', 'this machine is ahead', (sound) => (sound.now = afterNoon(61)), 'is 61 seconds ahead of', 'synchronise'],
  ['clock', 'this machine is behind', (sound) => (sound.now = afterNoon(-90)), 'is 90 seconds behind', 'synchronise'],
  [
    'answers',
    'the API is silent',
    (sound) => sound.pages.delete(`${API_URL}/health`),
    `${API_URL}/health does not answer`,
    'functions and api',
  ],
  [
    'answers',
    'the API fails',
    (sound) => sound.pages.set(`${API_URL}/health`, 503),
    'is answered 503',
    'functions and api',
  ],
  [
    'answers',
    'its own domain leads elsewhere',
    (sound) => sound.pages.set(`${PUBLIC_URL}/health`, { parked: true }),
    `${PUBLIC_URL}/health is answered 200 and not by this service`,
    'DNS',
  ],
  [
    'api',
    'its limits were changed',
    (sound) =>
      sound.mocks.api
        .on(GetStageCommand)
        .resolves({ AutoDeploy: true, DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 200 } }),
    'takes 1 requests a second',
    'by hand',
  ],
  [
    'api',
    'its stage is gone',
    (sound) => sound.mocks.api.on(GetStageCommand).rejects(anError('NotFoundException')),
    'no stage $default',
    'by hand',
  ],
  [
    'api',
    'a route is gone',
    (sound) =>
      sound.mocks.api
        .on(GetRoutesCommand)
        .resolves({ Items: routes.filter(({ RouteKey }) => RouteKey !== 'GET /health') }),
    'no route GET /health',
    'by hand',
  ],
  [
    'api',
    'a route lost its guard',
    (sound) =>
      sound.mocks.api
        .on(GetRoutesCommand)
        .resolves({ Items: routes.map((route) => ({ ...route, AuthorizationType: 'NONE' })) }),
    'guard was changed',
    'who did it',
  ],
  [
    'authorizer',
    'it takes tokens of another issuer',
    (sound) =>
      sound.mocks.api
        .on(GetAuthorizerCommand)
        .resolves({ JwtConfiguration: { Issuer: 'https://else.example.com', Audience: ['send-to-erp'] } }),
    `issuer https://else.example.com; the stage says ${ISSUER}`,
    'Deploy this checkout',
  ],
  [
    'authorizer',
    'it takes tokens for others',
    (sound) =>
      sound.mocks.api
        .on(GetAuthorizerCommand)
        .resolves({ JwtConfiguration: { Issuer: ISSUER, Audience: ['send-to-erp', 'x'] } }),
    'tokens for send-to-erp, x',
    'Deploy this checkout',
  ],
  [
    'authorizer',
    'it is gone',
    (sound) => sound.mocks.api.on(GetAuthorizerCommand).rejects(anError('NotFoundException')),
    'authoriser is gone',
    'Deploy this checkout',
  ],
  [
    'issuer',
    'it answers something else',
    (sound) => sound.pages.set(DISCOVERY, { hello: 'world' }),
    'does not answer',
    'curl',
  ],
  [
    'issuer',
    'it is called otherwise',
    (sound) =>
      sound.pages.set(DISCOVERY, { issuer: 'https://login.example.com', jwks_uri: 'https://login.example.com/keys' }),
    'calls itself https://login.example.com,',
    'slash and all',
  ],
  [
    'issuer',
    'its keys are out of reach',
    (sound) => sound.pages.delete('https://login.example.com/keys'),
    'keys cannot be read',
    'curl',
  ],
  [
    'issuer',
    'it has no keys',
    (sound) => sound.pages.set('https://login.example.com/keys', { keys: [] }),
    'keys cannot be read',
    'curl',
  ],
  [
    'issuer',
    'nobody can sign in there',
    (sound) => sound.pages.set(DISCOVERY, { issuer: ISSUER, jwks_uri: 'https://login.example.com/keys' }),
    'approvers cannot sign in',
    'authorization code flow',
  ],
];
