import type { XmlElement } from '@rgrove/parse-xml';
import type { Clock } from '#domain/ports.ts';
import { DOUBLE_SECRET } from '#erp/double.ts';
import { below, only, SchemaFault } from '#erp/sage-intacct/double-projects.ts';

const SIGN_IN_HOST = 'api.intacct.com';
const SESSION_HOST = 'na12.intacct.com';
export const SESSION_MS = 2 * 3600 * 1000;

const LOGIN = ['userid', 'companyid', 'password'];
export const COMPANY = { company_id: 'ACME-BUILD', entity: 'MIDWEST' };

export const CREDENTIALS = {
  sender_id: 'sender-of-the-double',
  sender_password: `${DOUBLE_SECRET}-1`,
  user_id: 'erp-export',
  user_password: `<${DOUBLE_SECRET}-2>&'"`,
};

export interface Session {
  readonly id: string;
  readonly origin: string;
  readonly endsAt: number;
}

/** Who is signed in to the gateway, and until when. */
export class Sessions {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(url: URL): Session {
    this.#last += 1;
    const origin = url.hostname === SIGN_IN_HOST ? `https://${SESSION_HOST}` : url.origin;
    const begun = { id: `session-${this.#last}..`, origin, endsAt: this.#clock().getTime() + SESSION_MS };
    this.#sessions.set(begun.id, begun);
    return begun;
  }

  /** Who calls: by a session at its own address, or by signing in. Null where the gateway accepts neither. */
  authenticate(authentication: XmlElement, url: URL): 'user' | Session | null {
    const [given] = below(authentication);
    if (given?.name === 'sessionid') {
      const known = this.#sessions.get(given.text);
      const isGood = known?.origin === url.origin && known.endsAt > this.#clock().getTime();
      return isGood ? known : null;
    }
    if (given?.name !== 'login') throw new SchemaFault('authentication must hold login or sessionid');
    const inEntity = below(given).length > LOGIN.length;
    const [user, id, password, entity] = only(given, ...LOGIN, ...(inEntity ? ['locationid'] : [])).map(
      ({ text }) => text,
    );
    const isUser = user === CREDENTIALS.user_id && password === CREDENTIALS.user_password;
    return isUser && id === COMPANY.company_id && (!inEntity || entity === COMPANY.entity) ? 'user' : null;
  }

  expire(): void {
    this.#sessions.clear();
  }
}
