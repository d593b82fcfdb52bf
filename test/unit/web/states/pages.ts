import { refusalPages, resultPages } from './closed-pages.ts';
import { decidePages } from './decide-pages.ts';
import { madeOf, type Filling, type States } from './material.ts';
import { refusedPages } from './refused-pages.ts';
import { retryPages } from './retry-pages.ts';

/** Every page in every state. */
export const everyPage = (filling: Filling): States<string> => {
  const material = madeOf(filling);
  return {
    ...decidePages(material),
    ...refusedPages(material),
    ...retryPages(material),
    ...resultPages(material),
    ...refusalPages(material),
  };
};
