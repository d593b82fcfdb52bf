import { GetRoutesCommand, GetStageCommand, type Route } from '@aws-sdk/client-apigatewayv2';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';
import { ofType, referredTo } from '#ops/doctor/template.ts';

const stageForm = z.object({
  ApiId: z.unknown(),
  StageName: z.string(),
  DefaultRouteSettings: z.object({ ThrottlingBurstLimit: z.number(), ThrottlingRateLimit: z.number() }),
});

const routeForm = z.object({ RouteKey: z.string(), AuthorizationType: z.string().default('NONE') });

const AGAIN =
  'Set it back by hand: CloudFormation does not see what was changed by hand, and a deployment leaves it so.';

const ofStage = async (
  { aws }: DeployedStack,
  ApiId: string,
  { StageName, DefaultRouteSettings: wanted }: z.output<typeof stageForm>,
): Promise<Finding[]> => {
  const stage = await orNull(aws.api.send(new GetStageCommand({ ApiId, StageName })));
  if (stage === null) return [fault(`The API has no stage ${StageName}: it answers nobody.`, AGAIN)];
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = stage.DefaultRouteSettings ?? {};
  const isSame = rate === wanted.ThrottlingRateLimit && burst === wanted.ThrottlingBurstLimit;
  const failure = stage.LastDeploymentStatusMessage;
  return [
    ...(isSame
      ? []
      : [
          fault(
            `The API takes ${rate ?? 'any number of'} requests a second and ${burst ?? 'any number'} at once; the stage says ${wanted.ThrottlingRateLimit} and ${wanted.ThrottlingBurstLimit}.`,
            AGAIN,
          ),
        ]),
    ...(stage.AutoDeploy === true
      ? []
      : [fault('The stage of the API is not deployed by itself any more: changed routes do not get out.', AGAIN)]),
    ...(failure === undefined || failure.startsWith('Successfully')
      ? []
      : [
          fault(
            'API Gateway could not deploy the stage: what it had before answers.',
            'The stage in the API Gateway console says why; deploy this checkout.',
          ),
        ]),
  ];
};

const routesOf = async ({ aws }: DeployedStack, ApiId: string): Promise<ReadonlyMap<string, Route>> => {
  const found = new Map<string, Route>();
  let next: string | undefined;
  do {
    const { Items = [], NextToken } = await aws.api.send(
      new GetRoutesCommand({ ApiId, MaxResults: '100', ...(next && { NextToken: next }) }),
    );
    for (const route of Items) found.set(route.RouteKey ?? '', route);
    next = NextToken;
  } while (next);
  return found;
};

const ofRoutes = async (deployed: DeployedStack, ApiId: string): Promise<Finding[]> => {
  const wanted = ofType(deployed.wanted, 'AWS::ApiGatewayV2::Route', routeForm).map((each) => each.wanted);
  const found = await routesOf(deployed, ApiId);
  const missing = wanted.filter(({ RouteKey: key }) => !found.has(key)).map(({ RouteKey: key }) => key);
  const unguarded = wanted
    .filter(({ RouteKey: key, AuthorizationType: by }) => found.has(key) && found.get(key)?.AuthorizationType !== by)
    .map(({ RouteKey: key }) => key);
  return [
    ...(missing.length === 0
      ? []
      : [fault(`The API has no route ${missing.join(', ')}: callers are answered 404.`, AGAIN)]),
    ...(unguarded.length === 0
      ? []
      : [
          fault(
            `Of these routes the guard was changed, so tokens may not be checked any more: ${unguarded.join(', ')}.`,
            `${AGAIN} Find out who did it.`,
          ),
        ]),
  ];
};

/** Whether the HTTP API has its routes, its guard and its limits. */
export const apiCheck: Check<DeployedStack> = {
  name: 'api',
  permissions: ['apigateway:GET'],
  run: async (deployed) => {
    const stages = ofType(deployed.wanted, 'AWS::ApiGatewayV2::Stage', stageForm);
    return ofEach(
      stages.flatMap(({ wanted }) => {
        const id = (): string => deployed.idOf(referredTo(wanted.ApiId));
        return [async () => ofStage(deployed, id(), wanted), async () => ofRoutes(deployed, id())];
      }),
      (look) => look(),
    );
  },
};
