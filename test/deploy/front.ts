import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openFront, type Front } from '#local/front.ts';
import { openIssuer, type Issuer } from '#local/issuer.ts';
import { json } from '#local/pages/answers.ts';
import { withOwnPaths } from '#local/pages/only-here.ts';
import type { Handle } from '#local/server.ts';
import { Codes } from '#local/sign-in/codes.ts';
import { signInPaths } from '#local/sign-in/paths.ts';
import { issuerOf } from '#local/stage.ts';
import { filesIn, sentMails } from './captured.ts';
import type { Outputs } from './cdk.ts';
import type { Emulator } from './emulator.ts';

const clock = () => new Date();

/** The emulator's own address of the API: the one that it puts out has a host name that Node does not resolve. */
const apiAt = ({ url }: Emulator, { ApiUrl }: Outputs): string =>
  `${url}/_aws/execute-api/${new URL(ApiUrl).host.split('.')[0]}/$default`;

/** Passes calls on as they are. */
const passTo =
  (origin: string): Handle =>
  async (request, response) => {
    const { method, url = '', headers } = request;
    const passed = httpsRequest(`${origin}${url}`, { method, headers });
    const answered = once(passed, 'response') as Promise<[IncomingMessage]>;
    await pipeline(request, passed);
    const [answer] = await answered;
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  };

/**
 * What stands in front of the API: its own domain, and beside it the identity provider. Under `/local` it shows what the
 * service sent and wrote, as `npm start` does, so that the same walk goes through both.
 */
export class DomainFront {
  readonly #front: Front;
  readonly #issuer: Issuer;

  private constructor(front: Front, issuer: Issuer) {
    this.#front = front;
    this.#issuer = issuer;
  }

  /** The identity provider answers at once, everything else after `leadTo`. Its key is kept in `folder`. */
  static async open(folder: string): Promise<DomainFront> {
    const front = await openFront(0);
    return new DomainFront(front, await openIssuer(join(folder, 'issuer.json'), issuerOf(front.url), clock));
  }

  get url(): string {
    return this.#front.url;
  }

  /** From now on calls reach the deployed API. */
  leadTo(emulator: Emulator, outputs: Outputs): void {
    const paths = {
      ...signInPaths(this.url, this.#issuer, new Codes(clock)),
      'GET /local/mail': async (_, response) => json(response, 200, await sentMails(emulator)),
      'GET /local/exports': async (_, response) =>
        json(response, 200, await filesIn(emulator, outputs.ExportBucketName)),
    } satisfies Record<string, Handle>;
    this.#front.answerWith(withOwnPaths(paths, passTo(apiAt(emulator, outputs))));
  }

  close(): Promise<void> {
    return this.#front.close();
  }
}
