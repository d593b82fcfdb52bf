import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import type { Deployed } from '#ops/doctor/subject.ts';

/** An identity provider answers within a second; API Gateway itself waits little longer. */
const ANSWER_WITHIN_MS = 5_000;

const discovery = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
});
type Discovery = z.output<typeof discovery>;

const jwks = z.object({ keys: z.array(z.unknown()).min(1) });

/** OpenID Connect Discovery 1.0, section 4: a slash at the end of the issuer is left out before this. */
const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

const NO_TOKENS = 'no token can be checked, and every call of the API is answered 401';

/** An answer of the form that is expected; null where there is none, whatever stands against it. */
const ask = async <Shape extends z.ZodType>(
  { fetch }: Pick<Deployed, 'fetch'>,
  url: string,
  shape: Shape,
): Promise<z.output<Shape> | null> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok ? (shape.safeParse(await answer.json()).data ?? null) : null;
  } catch {
    return null;
  }
};

const ofSignIn = ({ authorization_endpoint, token_endpoint }: Discovery, issuer: string): Finding[] =>
  authorization_endpoint !== undefined && token_endpoint !== undefined
    ? []
    : [
        fault(
          `The issuer ${issuer} names no authorization_endpoint or no token_endpoint: approvers cannot sign in.`,
          'Have its owner enable the authorization code flow, or leave signIn out of the stage file.',
        ),
      ];

const ofIssuer = async (deployed: Deployed, issuer: string, signsIn: boolean): Promise<Finding[]> => {
  const url = discoveryUrl(issuer);
  const found = await ask(deployed, url, discovery);
  if (found === null) {
    const todo = `curl ${url} from a machine with internet access. If it answers there, this machine does not reach it; else ask the identity provider's owner, or correct jwt.issuer.`;
    return [fault(`The issuer does not answer ${url} with its configuration: ${NO_TOKENS}.`, todo)];
  }
  const keys = found.issuer === issuer ? await ask(deployed, found.jwks_uri, jwks) : null;
  if (found.issuer !== issuer) {
    const todo = 'Write jwt.issuer in the stage file exactly so, slash and all, and deploy.';
    return [fault(`The issuer calls itself ${found.issuer}, and the stage says ${issuer}: ${NO_TOKENS}.`, todo)];
  }
  if (keys === null) {
    const todo = `curl ${found.jwks_uri} from a machine with internet access, and ask the identity provider's owner.`;
    return [fault(`The issuer's keys cannot be read at ${found.jwks_uri}: ${NO_TOKENS}.`, todo)];
  }
  return signsIn ? ofSignIn(found, issuer) : [];
};

/** Whether the identity provider answers as API Gateway and the sign-in ask it, seen from here. `issuerOf`: which one, and whether approvers sign in there. */
export const issuerCheck = <Subject extends Deployed>(
  issuerOf: (deployed: Subject) => { readonly issuer: string; readonly signsIn: boolean },
): Check<Subject> => ({
  name: 'issuer',
  permissions: [],
  run: async (deployed) => {
    const { issuer, signsIn } = issuerOf(deployed);
    return ofIssuer(deployed, issuer, signsIn);
  },
});
