import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { sesMailer } from '#aws/mailer.ts';
import { claims } from '#domain/caller.ts';
import { person } from '#domain/person.ts';
import { policy } from '#domain/policy.ts';

/** Whatever reads an address that is built like this reads one mailbox: no comment, group, route, quote or second address. */
const isOnePlainAddress = (text: string): boolean =>
  text.length <= 254 && /^[a-zA-Z0-9_'+.-]+@([a-zA-Z0-9-]+\.)+[a-zA-Z]+$/.test(text) && !text.includes('..');

/** Every way by which an address comes in that is mailed later: stage file, token, policy. */
const doors: Record<string, (email: string) => boolean> = {
  person: (email) => person.safeParse({ id: 'a1', name: 'Aaron', email }).success,
  token: (email) => claims.safeParse({ sub: 'a1', name: 'Aaron', company_id: 1, email }).success,
  escalation: (to) => policy.safeParse({ escalation: { to, after: 'P3D' } }).success,
};

const HOSTILE: Record<string, readonly string[]> = {
  'header injection': [
    'aaron@example.com\r\nBcc: evil@example.net',
    'aaron@example.com\nBcc: evil@example.net',
    'aaron@example.com\rTo: evil@example.net',
    'aaron@example.com\n',
    '\naaron@example.com',
    'aaron\n@example.com',
    'aaron@example.com%0ABcc:evil@example.net',
    'aaron@example.com\\r\\nBcc: evil@example.net',
    'aaron@example.com\u0085Bcc: evil@example.net',
    'aaron@example.com\u2028Bcc: evil@example.net',
    'aaron@example.com\u2029',
    'aaron@example.com\u0000',
    'aaron\u0000@example.com',
    'aaron@example.com\u000b\u000c',
    'aaron\u007f@example.com',
    'aaron\u001b[31m@example.com',
  ],
  'several recipients': [
    'aaron@example.com, evil@example.net',
    'aaron@example.com,evil@example.net',
    'aaron@example.com;evil@example.net',
    'aaron@example.com evil@example.net',
    'aaron@example.com\tevil@example.net',
    'evil@example.net,aaron@example.com',
    'approvers: aaron@example.com, evil@example.net;',
    'undisclosed-recipients:;',
    'aaron@example.com@example.net',
    'aaron@evil@example.net',
    '@evil.example.net:aaron@example.com',
    '<@evil.example.net:aaron@example.com>',
    'aaron%example.com@evil.example.net',
    'evil.example.net!aaron@example.com',
  ],
  'names and comments': [
    'Aaron <aaron@example.com>',
    '<aaron@example.com>',
    '"Aaron, evil@example.net" <aaron@example.com>',
    'aaron(evil@example.net)@example.com',
    'aaron@example.com(comment)',
    '(comment)aaron@example.com',
    'aaron@(comment)example.com',
    'mailto:aaron@example.com',
    'aaron@example.com?bcc=evil@example.net',
    'aaron@example.com#fragment',
    'aaron@example.com/path',
  ],
  'quoted local parts': [
    '"aaron@example.com"@example.net',
    '"aaron, evil"@example.com',
    '"aaron\\"evil"@example.com',
    '"aaron evil"@example.com',
    '" "@example.com',
    '""@example.com',
    'aaron."evil"@example.com',
    "'aaron@example.com'",
    'aaron\\@evil@example.com',
  ],
  'homographs and other alphabets': [
    'aaron@exаmple.com',
    'аaron@example.com',
    'aaron@еxample.com',
    'aaron@ｅxample.com',
    'aaron＠example.com',
    'aaron@example。com',
    'aaron@example.cоm',
    'aarón@example.com',
    'aaron@bücher.example',
    'ſupport@example.com',
    'aaron@example.ﬁ',
    'aaron@\u202emoc.elpmaxe',
    'aaron\u200b@example.com',
    'aaron@exam\u00adple.com',
    '\ufeffaaron@example.com',
    'aaron@example.com\u200d',
  ],
  'spaces': [' aaron@example.com', 'aaron@example.com ', 'aaron @example.com', 'aaron@ example.com', 'aaron\u00a0@example.com', 'aaron@example\u3000.com', ' ', ''], // prettier-ignore
  'hosts that are none': [
    'aaron',
    'aaron@',
    '@example.com',
    'aaron@localhost',
    'aaron@[127.0.0.1]',
    'aaron@[IPv6:::1]',
    'aaron@127.0.0.1',
    'aaron@example..com',
    'aaron@.example.com',
    'aaron@-example.com',
    'aaron@example.com.',
    'aaron@example.com:25',
    'aaron@exa_mple.com',
    'aaron@example.c',
    '.aaron@example.com',
    'aaron.@example.com',
    'aa..ron@example.com',
  ],
  'code': ["aaron'||(select 1)||'@example.com", '${jndi:ldap://evil.example.net}@example.com', '{{7*7}}@example.com', '<script>@example.com', 'aaron@example.com<script>', '-oProxyCommand=evil@example.com', '|/bin/sh@example.com', '`id`@example.com', '../../etc/passwd@example.com'], // prettier-ignore
  'too long': [`aaron@${'a'.repeat(250)}.com`, `${'a'.repeat(300)}@example.com`],
};

/** ASCII only, so nobody who reads them takes them for another's: punycode stays punycode. */
const TAKEN = [
  'aaron@example.com',
  'Aaron.Approver@Example.COM',
  'aaron+erp@example.com',
  "o'brien@example.com",
  'a-b_c@mail.example.co.uk',
  '1@2.example',
  'aaron@xn--exmple-cua.com',
];

describe('T36: an address that a mail goes to', () => {
  const hostile = Object.entries(HOSTILE).flatMap(([kind, addresses]) =>
    addresses.map((address) => [kind, JSON.stringify(address), address] as const),
  );

  it('is tried with more than sixty hostile ones, each of which is told from a plain one', () => {
    expect(new Set(hostile.map(([, , address]) => address)).size).toBeGreaterThan(60);
    expect(TAKEN.filter((address) => !isOnePlainAddress(address))).toEqual([]);
  });

  it.each(hostile)('%s: %s is taken by no door', (kind, _, address) => {
    const doorsOf = Object.entries(doors).filter(([name]) => kind !== 'too long' || name !== 'token');
    expect(doorsOf.flatMap(([name, takes]) => (takes(address) ? [name] : []))).toEqual([]);
  });

  it.each(TAKEN)('%s is taken, and mailed as it is to nobody else', async (address) => {
    for (const takes of Object.values(doors)) expect(takes(address)).toBe(true);
    const client = new SESv2Client({ region: 'eu-west-1' });
    const ses = mockClient(client);
    ses.on(SendEmailCommand).resolves({});
    const { email } = person.parse({ id: 'a1', name: 'Aaron', email: address });
    await sesMailer(client, 'erp@example.com', 'send-to-erp-test').send({
      to: email,
      subject: 's',
      text: 't',
      html: 'h',
    });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Destination).toEqual({ ToAddresses: [address] });
  });
});
