import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a browser shows. */
export interface Shown {
  readonly status: number;
  readonly url: string;
  readonly page: string;
}

/** Longer chains are loops. */
const MOST_REDIRECTS = 10;

/**
 * As much of a browser as the pages need: it keeps cookies, follows redirects, and says that somebody goes from page to page,
 * which `fetch` cannot say.
 */
export class Browser {
  readonly #cookies = new Map<string, string>();

  open(url: string): Promise<Shown> {
    return this.#go('GET', url, null);
  }

  submit(url: string, form: URLSearchParams): Promise<Shown> {
    return this.#go('POST', url, form);
  }

  async #go(method: string, url: string, form: URLSearchParams | null, redirects = 0): Promise<Shown> {
    if (redirects > MOST_REDIRECTS) throw new Error(`${url} leads in circles.`);
    const sending = request(url, {
      method,
      headers: {
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': method === 'GET' ? 'none' : 'same-origin',
        cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    sending.end(form?.toString());
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    const page = await text(response);
    this.#keep(response.headers['set-cookie'] ?? []);
    const { location } = response.headers;
    if (location === undefined) return { status: response.statusCode ?? 0, url, page };
    return this.#go('GET', new URL(location, url).href, null, redirects + 1);
  }

  #keep(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/; Max-Age=0(;|$)/.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
