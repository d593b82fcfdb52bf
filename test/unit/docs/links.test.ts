import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
const pages = globSync('**/*.md', {
  cwd: root,
  exclude: (name) => ['node_modules', 'cdk.out', 'dist', '.local'].includes(name),
});

const prose = (page: string): string => readFileSync(join(root, page), 'utf8').replaceAll(/^```.*?^```/gms, '');

/** As GitHub names a heading: https://github.com/gjtorikian/html-pipeline, toc filter. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (page: string): string[] =>
  [...prose(page).matchAll(/^#+ (?<heading>.*)$/gm)].map(({ groups }) => anchorOf(groups?.['heading'] ?? ''));

const linksIn = (page: string): string[] =>
  [...prose(page).matchAll(/\]\((?<to>[^)\s]+)\)/g)]
    .map(({ groups }) => groups?.['to'] ?? '')
    .filter((to) => !/^(https?|mailto):/.test(to));

/** Why a link leads nowhere; null when it leads somewhere. */
const faultOf = (page: string, link: string): string | null => {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(root, target))) return `${link} is not there`;
  if (anchor === undefined || statSync(join(root, target)).isDirectory()) return null;
  return anchorsIn(target).includes(anchor) ? null : `${link} has no such heading`;
};

describe('the links of the pages', () => {
  it('are looked for where there are pages', () => {
    expect(pages.length).toBeGreaterThan(30);
    expect(pages.flatMap(linksIn).length).toBeGreaterThan(100);
  });

  it.each(pages)('%s leads somewhere', (page) => {
    expect(linksIn(page).map((link) => faultOf(page, link))).toEqual(linksIn(page).map(() => null));
  });

  it('would be seen if they led nowhere', () => {
    expect(faultOf('README.md', 'docs/none.md')).toBe('docs/none.md is not there');
    expect(faultOf('README.md', 'docs/audit.md#none')).toBe('docs/audit.md#none has no such heading');
  });
});
