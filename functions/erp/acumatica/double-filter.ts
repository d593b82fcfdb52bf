// `$filter` as far as the connector uses it: OData 3 comparisons and `substringof`, joined by `and` and `or`.

/** The text of a field of the record that is looked at. */
type FieldOf = (name: string) => string;
type Condition = (fieldOf: FieldOf) => boolean;

const TOKEN = /\s*('(?:[^']|'')*'|[(),]|[A-Za-z]+)/y;

const tokensOf = (filter: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < filter.length) {
    const found = TOKEN.exec(filter);
    if (found?.[1] === undefined) throw new SyntaxError('The filter cannot be read.');
    tokens.push(found[1]);
  }
  return tokens;
};

const textIn = (token: string): string => {
  if (!token.startsWith("'")) throw new SyntaxError(`"${token}" is no text.`);
  return token.slice(1, -1).replaceAll("''", "'");
};

/** Databases of Acumatica compare without regard to case, and to spaces at the end. */
const folded = (text: string): string => text.toLowerCase().trimEnd();

/** @throws {SyntaxError} */
export const filterOf = (filter: string): Condition => {
  const tokens = tokensOf(filter);
  const next = (): string => tokens.shift() ?? '';
  const expect = (token: string): void => {
    if (next() !== token) throw new SyntaxError(`"${token}" is missing.`);
  };

  const single = (): Condition => {
    const token = next();
    if (token === '(') {
      const inner = any();
      expect(')');
      return inner;
    }
    if (token === 'substringof') {
      expect('(');
      const part = textIn(next());
      expect(',');
      const field = next();
      expect(')');
      return (fieldOf) => folded(fieldOf(field)).includes(folded(part));
    }
    expect('eq');
    const wanted = textIn(next());
    return (fieldOf) => folded(fieldOf(token)) === folded(wanted);
  };

  const joined = (operator: 'and' | 'or', part: () => Condition): Condition[] => {
    const parts = [part()];
    while (tokens[0] === operator) {
      next();
      parts.push(part());
    }
    return parts;
  };

  const all = (): Condition => {
    const parts = joined('and', single);
    return (fieldOf) => parts.every((part) => part(fieldOf));
  };
  const any = (): Condition => {
    const parts = joined('or', all);
    return (fieldOf) => parts.some((part) => part(fieldOf));
  };

  const condition = any();
  if (tokens.length > 0) throw new SyntaxError(`"${tokens[0]}" is not expected.`);
  return condition;
};
