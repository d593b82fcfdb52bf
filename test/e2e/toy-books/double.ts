import * as z from 'zod';
import { DOUBLE_SECRET, type DoubleCall, type ErpDouble, type MakeDouble, type Mood } from '#erp/double.ts';

const ORIGIN = 'https://toy-books.example.com';

interface ToyJob {
  readonly number: string;
  readonly name: string;
  readonly mark: string | null;
}

const written = z.strictObject({ name: z.string().min(1), mark: z.string().min(1) });

const MOODS: Readonly<Record<Mood, () => Response>> = {
  throttled: () => Response.json({ message: 'Slow down.' }, { status: 429 }),
  failing: () => Response.json({ message: 'Broken.' }, { status: 500 }),
  refusing: () => Response.json({ field: 'name', message: 'This name is not liked.' }, { status: 422 }),
  forbidden: () => Response.json({ message: 'No licence.' }, { status: 403 }),
};

/** Toy Books in memory. */
export const erpDouble: MakeDouble = () => {
  const jobs = new Map<string, ToyJob>();
  const replies: unknown[] = [];
  let next: Mood | null = null;

  const list = ({ searchParams }: URL): Response => {
    const [key, value] = [...searchParams][0] ?? [];
    const isIt = ({ number, mark }: ToyJob): boolean => (key === 'mark' ? mark : number) === value;
    return Response.json({ jobs: [...jobs.values()].filter(isIt) });
  };

  const put = (number: string, body: string): Response => {
    const mood = next;
    next = null;
    if (mood !== null && mood !== 'failing') return MOODS[mood]();
    const { name, mark } = written.parse(JSON.parse(body));
    const isAnothers = ({ number: own, mark: its }: ToyJob): boolean =>
      own === number ? its !== null && its !== mark : its === mark;
    if ([...jobs.values()].some(isAnothers)) return Response.json({ message: 'Taken.' }, { status: 409 });
    const job = { number, name, mark };
    jobs.set(number, job);
    if (mood === 'failing') return MOODS.failing();
    replies.push(job);
    return Response.json(job);
  };

  const answer = (url: URL, { method, headers, body }: RequestInit): Response => {
    if (new Headers(headers).get('authorization') !== `Bearer ${DOUBLE_SECRET}`)
      return new Response('', { status: 401 });
    const number = /^\/jobs\/([^/]+)$/.exec(url.pathname)?.[1];
    if (method !== 'PUT') return list(url);
    return number === undefined
      ? new Response('', { status: 404 })
      : put(decodeURIComponent(number), z.string().parse(body));
  };

  const double: ErpDouble = {
    settings: { url: ORIGIN },
    settingsAt: (origin) => ({ url: origin }),
    credentials: { token: DOUBLE_SECRET },
    fetch: (input, init) => Promise.resolve(answer(new URL(new Request(input).url), init ?? {})),
    isWrite: ({ method }: DoubleCall) => method === 'PUT',
    jobs: () => [...jobs.values()].map(({ number, name }) => ({ job_id: number, name })),
    makeByHand: ({ job_id, name }) => void jobs.set(job_id, { number: job_id, name, mark: null }),
    replies,
    expireSessions: () => undefined,
    answerNext: (mood) => {
      next = mood;
    },
  };
  return double;
};
