/** The `Link` header of a page (RFC 8288), as Procore's lists have it: first, previous, next, last, where there is one. */
export const pageLinks = (
  path: string,
  filters: Readonly<Record<string, string>>,
  { page, perPage, total }: { page: number; perPage: number; total: number },
): string => {
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (rel: string, number: number): string => {
    const query = new URLSearchParams({ ...filters, page: String(number), per_page: String(perPage) });
    return `<${path}?${query.toString()}>; rel="${rel}"`;
  };
  return [
    link('first', 1),
    ...(page > 1 ? [link('prev', Math.min(page - 1, last))] : []),
    ...(page < last ? [link('next', page + 1)] : []),
    link('last', last),
  ].join(', ');
};
