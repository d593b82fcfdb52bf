import { Spectral, type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '#handlers/openapi.ts';
import { apiRoutes, openRoutes } from '#handlers/routes.ts';

describe('the OpenAPI document', () => {
  it('lints clean with the ruleset for OpenAPI', async () => {
    const spectral = new Spectral();
    // Only whoever deploys the service has an address to put there.
    spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'all']], rules: { 'contact-properties': 'off' } });
    const findings = await spectral.run(openApiDocument());
    expect(findings.map(({ code, message, path }) => `${code} ${path.join('.')}: ${message}`)).toEqual([]);
  });

  it('describes every route and no other', () => {
    const { paths } = openApiDocument();
    const described = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...Object.values(apiRoutes), ...Object.values(openRoutes)].sort());
  });
});
