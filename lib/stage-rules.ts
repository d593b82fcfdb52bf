import type * as z from 'zod';
import { lies, type domain, type firewall, type hostedZone } from '#lib/stage-address.ts';
import { domainOf, type mailIdentity } from '#lib/stage-mail.ts';

interface Given {
  readonly mailFrom: string;
  readonly mailIdentity: z.output<typeof mailIdentity>;
  readonly domain?: z.output<typeof domain> | undefined;
  readonly hostedZone?: z.output<typeof hostedZone> | undefined;
  readonly firewall?: z.output<typeof firewall> | undefined;
  readonly publicUrl?: string | undefined;
  readonly jwt: { readonly audience: readonly string[] };
  readonly signIn?: { readonly clientId: string } | undefined;
  readonly events?: object | undefined;
  readonly procore?: object | undefined;
}

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

const unless = (isRight: boolean, path: readonly string[], message: string): Fault[] =>
  isRight ? [] : [{ path, message }];

/** An ID token is made for the client, the API's tokens for the API: one that passed for the other would be a key too many. */
const ofSignIn = ({ jwt, signIn }: Given): Fault[] =>
  unless(
    signIn === undefined || !jwt.audience.includes(signIn.clientId),
    ['signIn', 'clientId'],
    'must not be one of jwt.audience',
  );

const ofAddress = ({ domain, hostedZone: zone, firewall, publicUrl, mailFrom, mailIdentity }: Given): Fault[] => {
  const isInZone = (name: string | undefined): boolean =>
    name !== undefined && zone !== undefined && lies(name, zone.name);
  const makesIdentity = mailIdentity.kind === 'created';
  return [
    ...unless(domain === undefined || publicUrl === undefined, ['publicUrl'], 'must be left out: domain says it'),
    ...unless(firewall === undefined || domain !== undefined, ['domain'], 'must be given where firewall is'),
    ...unless(
      domain === undefined || domain.certificateArn !== undefined || isInZone(domain.name),
      ['domain', 'certificateArn'],
      'must be given: the name lies in no hostedZone, which a new certificate needs',
    ),
    ...unless(
      zone === undefined || isInZone(domain?.name) || (makesIdentity && isInZone(domainOf(mailFrom))),
      ['hostedZone', 'name'],
      'must be the end of domain.name, or of the domain of mailFrom where mailIdentity is created',
    ),
  ];
};

const ofMail = ({ mailFrom, mailIdentity }: Given): Fault[] => {
  const bounceDomain = mailIdentity.kind === 'created' ? mailIdentity.bounceDomain : undefined;
  return unless(
    bounceDomain === undefined || bounceDomain.endsWith(`.${domainOf(mailFrom)}`),
    ['mailIdentity', 'bounceDomain'],
    'must be a name below the domain of mailFrom',
  );
};

const ofProcore = ({ events, procore }: Given): Fault[] =>
  unless(procore === undefined || events !== undefined, ['events'], 'must be given where procore is');

/** What the fields of a stage demand of each other. */
export const stageFaults = (given: Given): Fault[] => [
  ...ofSignIn(given),
  ...ofAddress(given),
  ...ofMail(given),
  ...ofProcore(given),
];
