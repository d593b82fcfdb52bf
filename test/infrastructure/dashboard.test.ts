import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { metricNamespace } from '#domain/metrics.ts';
import { logQueries } from '#lib/log-queries.ts';
import { exists, fedByTheLog } from './metrics.ts';
import { dev, functions, ofType, only } from './template.ts';

const intrinsic = z.union([z.string(), z.object({ Ref: z.string() }), z.object({ 'Fn::GetAtt': z.array(z.string()) })]);
const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(intrinsic)]) });

/** Logical ids of the template that a text refers to. */
const referred: string[] = [];

/** The body as JSON, with logical ids for what CloudFormation puts there. */
const bodyOf = (value: unknown): unknown => {
  const parts = joined.parse(value)['Fn::Join'][1].map((part) => {
    if (typeof part === 'string') return part;
    const id = 'Ref' in part ? part.Ref : (part['Fn::GetAtt'][0] ?? '');
    referred.push(id);
    return id;
  });
  return JSON.parse(parts.join(''));
};

const widget = z.object({
  type: z.enum(['metric', 'log', 'alarm', 'text']),
  width: z.number(),
  x: z.number(),
  properties: z.object({
    title: z.string(),
    metrics: z.array(z.array(z.unknown())).default([]),
    query: z.string().default(''),
    alarms: z.array(z.string()).default([]),
  }),
});

const { widgets } = z
  .object({ widgets: z.array(widget) })
  .parse(bodyOf(only('AWS::CloudWatch::Dashboard').Properties['DashboardBody']));

const metrics = widgets.flatMap(({ properties }) => properties.metrics);

/** `namespace, name, dimension, value, ...` as the body lists a metric. */
const plain = metrics
  .filter(([first]) => typeof first === 'string')
  .map((row) => row.filter((part) => typeof part === 'string'));

const expressions = metrics.flatMap(
  ([first]) => z.object({ expression: z.string() }).safeParse(first).data?.expression ?? [],
);

const SEARCH = /SEARCH\('\{"([^"]+)",(\w+)\} MetricName="(\w+)"', '[\w.]+', \d+\)/;

describe('the dashboard', () => {
  it('shows metrics that something feeds, and nothing else', () => {
    expect(plain.length).toBeGreaterThan(15);
    for (const [namespace = '', name = '', ...dimensions] of plain) {
      const names = dimensions.filter((_, index) => index % 2 === 0);
      expect(exists('dev', namespace, name, names), [namespace, name, ...names].join()).toBe(true);
    }
  });

  it('searches for metrics that the log feeds, by ERP', () => {
    expect(expressions.length).toBeGreaterThan(8);
    for (const text of expressions) {
      const [, namespace, dimension, name] = SEARCH.exec(text) ?? [];
      expect(namespace, text).toBe(metricNamespace('dev'));
      expect(fedByTheLog.has(`${name}(${dimension})`), text).toBe(true);
    }
  });

  it('speaks of resources that the template has', () => {
    expect(referred.filter((id) => !id.startsWith('AWS::') && dev.Resources[id] === undefined)).toEqual([]);
  });

  it('answers what waits, where, since when', () => {
    const places = (name: string) => plain.flatMap(([, metric, , place]) => (metric === name ? [place] : []));
    for (const name of ['waiting', 'oldest_waiting_hours']) {
      expect(new Set(places(name))).toEqual(new Set(['approval', 'erp', 'unknown', 'failed']));
    }
    expect(widgets.find(({ type }) => type === 'log')?.properties.query).toContain('"waits_long"');
  });

  it('shows every alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms);
    expect(shown.toSorted()).toEqual(
      ofType('AWS::CloudWatch::Alarm')
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('fits its grid', () => {
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

describe('the queries', () => {
  const definitions = ofType('AWS::Logs::QueryDefinition').map(({ Properties }) =>
    z
      .object({ Name: z.string(), QueryString: z.string(), LogGroupNames: z.array(z.object({ Ref: z.string() })) })
      .parse(Properties),
  );

  it('stand in the console, each under the name of its file', () => {
    expect(definitions.map(({ Name, QueryString }) => [Name, QueryString])).toEqual(
      logQueries.map(({ name, text }) => [`send-to-erp-dev/${name}`, text]),
    );
  });

  it('look through the logs of every function where they say so', () => {
    const ofFunctions = functions().map(
      ({ LoggingConfig }) => z.object({ Ref: z.string() }).parse(LoggingConfig.LogGroup).Ref,
    );
    for (const [index, { logs }] of logQueries.entries()) {
      const groups = definitions[index]!.LogGroupNames.map(({ Ref }) => Ref);
      for (const group of groups) expect(dev.Resources[group]?.Type).toBe('AWS::Logs::LogGroup');
      if (logs === 'functions') expect(groups.toSorted()).toEqual(ofFunctions.toSorted());
      else expect(groups).toHaveLength(1);
    }
  });
});
