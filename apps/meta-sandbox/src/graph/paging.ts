import { GraphError } from './graphError.js';
import type { GraphRequest } from './graphRequest.js';

const defaultLimit = 25;
const maxPerPage = 100;

const toCursor = (id: string) => Buffer.from(`cursor:${id}`).toString('base64url');

const badCursor = () => new GraphError(100, '(#100) Invalid cursors values', { subcode: 2_018_050 });

function readLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  if (!/^\d+$/.test(text) || Number(text) === 0) {
    throw new GraphError(100, '(#100) Param limit must be a positive integer');
  }
  return Math.min(Number(text), maxPerPage);
}

/**
 * One page of a list, with `limit`, `after` and `before` of the request. `next` and `previous` carry the access token,
 * as Meta's do: a client that logs or stores these links leaks it.
 */
export function page<Item extends { id: string }>(
  items: readonly Item[],
  request: GraphRequest,
  toJson: (item: Item) => unknown,
  refusal: () => GraphError = badCursor,
): Record<string, unknown> {
  const { params, accessToken } = request;
  const limit = readLimit(params.text('limit'));
  const after = params.text('after');
  const before = params.text('before');
  const findPosition = (cursor: string) => {
    const position = items.findIndex(({ id }) => toCursor(id) === cursor);
    if (position === -1) throw refusal();
    return position;
  };
  const end = before ? findPosition(before) : items.length;
  const start = after ? findPosition(after) + 1 : before ? Math.max(0, end - limit) : 0;
  const shown = items.slice(start, Math.min(end, start + limit));
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return { data: [] };

  const link = (name: 'after' | 'before', cursor: string) => {
    const query = params.toQuery(['after', 'before', 'limit', 'access_token']);
    query.set('access_token', accessToken ?? '');
    query.set('limit', String(limit));
    query.set(name, cursor);
    return `${request.selfUrl}?${query}`;
  };
  const cursors = { before: toCursor(first.id), after: toCursor(last.id) };
  return {
    data: shown.map(toJson),
    paging: {
      cursors,
      ...(start + shown.length < items.length ? { next: link('after', cursors.after) } : {}),
      ...(start > 0 ? { previous: link('before', cursors.before) } : {}),
    },
  };
}
