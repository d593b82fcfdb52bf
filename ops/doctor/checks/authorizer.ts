import { GetAuthorizerCommand } from '@aws-sdk/client-apigatewayv2';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { CannotCheck, fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack, Resource } from '#ops/doctor/subject.ts';
import { ofType, referredTo, type Template } from '#ops/doctor/template.ts';

const form = z.object({
  ApiId: z.unknown(),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

const TYPE = 'AWS::ApiGatewayV2::Authorizer';

/** The issuer whose tokens a template's API takes. @throws {CannotCheck} when it has no authoriser. */
export const wantedIssuer = (template: Template): string => {
  const issuer = ofType(template, TYPE, form)[0]?.wanted.JwtConfiguration.Issuer;
  if (issuer !== undefined) return issuer;
  throw new CannotCheck('The template has no JWT authoriser.', 'Run doctor from the checkout that was deployed.');
};

const RESTORE =
  'Deploy this checkout. If that changes nothing, CloudFormation does not know of the change: put it back by hand in API Gateway.';

const ofAuthorizer = async (
  deployed: DeployedStack,
  { id, wanted: { ApiId, JwtConfiguration: wanted } }: Resource<z.output<typeof form>>,
): Promise<Finding[]> => {
  const asked = new GetAuthorizerCommand({ ApiId: deployed.idOf(referredTo(ApiId)), AuthorizerId: id });
  const found = await orNull(deployed.aws.api.send(asked));
  if (found === null) return [fault('The JWT authoriser is gone.', RESTORE)];
  const { Issuer: issuer = 'none', Audience: audience = [] } = found.JwtConfiguration ?? {};
  const same = [...audience].sort().join() === [...wanted.Audience].sort().join();
  return [
    ...(issuer === wanted.Issuer
      ? []
      : [fault(`The API takes tokens of the issuer ${issuer}; the stage says ${wanted.Issuer}.`, RESTORE)]),
    ...(same
      ? []
      : [
          fault(
            `The API takes tokens for ${audience.join(', ')}; the stage says ${wanted.Audience.join(', ')}.`,
            RESTORE,
          ),
        ]),
  ];
};

/** Whether the API takes the tokens that the stage says. */
export const authorizerCheck: Check<DeployedStack> = {
  name: 'authorizer',
  permissions: ['apigateway:GET'],
  run: async (deployed) => ofEach(deployed.resources(TYPE, form), (each) => ofAuthorizer(deployed, each)),
};
