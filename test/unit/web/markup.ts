/** A tag of a page, with its attributes as they were written. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Elements whose content holds no tags. */
const TEXT_ONLY: ReadonlySet<string> = new Set(['title', 'textarea', 'style', 'script']);

/** Comments, doctypes and processing instructions count as tags too: their names begin with `!` or `?`. */
const TAG = /<(\/?)([a-zA-Z!?][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/y;
const ATTRIBUTE = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

const decode = (value: string): string =>
  value
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const attributesOf = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', a, b, c]) => [name.toLowerCase(), decode(a ?? b ?? c ?? '')]),
  );

/** The tags of a page in order, read as a browser reads them: `<` begins a tag wherever one can begin. */
export const tagsOf = (page: string): Tag[] => {
  const tags: Tag[] = [];
  for (let at = page.indexOf('<'); at >= 0; at = page.indexOf('<', at)) {
    TAG.lastIndex = at;
    const [whole, slash = '', raw = '', rest = ''] = TAG.exec(page) ?? [];
    if (whole === undefined) {
      at += 1;
      continue;
    }
    const name = raw.toLowerCase();
    tags.push({ name, closing: slash === '/', attributes: attributesOf(rest) });
    at += whole.length;
    if (slash === '' && TEXT_ONLY.has(name)) at = page.toLowerCase().indexOf(`</${name}`, at);
  }
  return tags;
};

/** Opening tags of one name. */
export const elements = (page: string, name: string): ReadonlyMap<string, string>[] =>
  tagsOf(page)
    .filter((tag) => tag.name === name && !tag.closing)
    .map(({ attributes }) => attributes);

/** Everything that is sent with a form, buttons apart. */
export const inputs = (page: string): ReadonlyMap<string, string>[] => [
  ...elements(page, 'input').filter((input) => input.get('type') !== 'submit'),
  ...elements(page, 'textarea'),
];

export const inputNamed = (page: string, name: string): ReadonlyMap<string, string> | undefined =>
  inputs(page).find((input) => input.get('name') === name);

/** Names of tags and of their attributes, without any value: what a hostile text must not change. */
export const skeletonOf = (page: string): string[] =>
  tagsOf(page).map(
    ({ name, closing, attributes }) => `${closing ? '/' : ''}${name}[${[...attributes.keys()].join(' ')}]`,
  );

const UNSHOWN = /<(style|title)[^>]*>[\s\S]*?<\/\1>/g;
/** Elements that stand within a line, so that no space comes with their tags. */
const INLINE = /<\/?(bdi|strong|time|code|del|ins|a)(?=[\s>])(?:[^>"']|"[^"]*"|'[^']*')*>/g;
const ANY_TAG = /<[a-z/!](?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** What a reader sees, in one line. */
export const textOf = (page: string): string =>
  decode(page.replace(UNSHOWN, '').replace(INLINE, '').replace(ANY_TAG, ' ')).replace(/\s+/g, ' ').trim();

/** What a reader sees without unfolding anything, in one line. */
export const textInPlainView = (page: string): string =>
  textOf(page.replace(/<details[^>]*>[\s\S]*?<\/summary>[\s\S]*?<\/details>/g, ' '));

/** Content of the element with this id, as text. */
export const textOfId = (page: string, id: string): string => {
  const [, rest = ''] = page.split(`id="${id}"`);
  return textOf(rest.slice(rest.indexOf('>') + 1, rest.indexOf('</')));
};

/** The pieces of text of a page, its title among them, each as it stands between two tags. */
export const textNodes = (page: string): string[] =>
  page
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .split(ANY_TAG)
    .map((text) => decode(text).replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
