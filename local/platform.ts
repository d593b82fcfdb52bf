import { devNull } from 'node:os';

/** Where the services of AWS are on this machine, by the name the SDK looks for. */
export interface Endpoints {
  readonly DYNAMODB: string;
  readonly SFN: string;
  readonly SECRETS_MANAGER: string;
  readonly SESV2: string;
  readonly S3: string;
  readonly LAMBDA: string;
  readonly EVENTBRIDGE: string;
  readonly SQS: string;
}

/** Nobody listens there. A service without a stand-in is refused at once instead of being called in AWS. */
const NOWHERE = 'http://127.0.0.1:1';

/** What Lambda's platform gives every function: credentials, and here also where AWS is. The developer's own AWS settings stay out. */
export const platformVariables = (endpoints: Endpoints): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: NOWHERE,
  ...Object.fromEntries(
    Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, String(url)]),
  ),
});
