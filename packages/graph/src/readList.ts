import type { Page } from './graphAnswers.js';
import type { GraphResult } from './graphFailure.js';
import type { GraphHttp, GraphRequest } from './graphHttp.types.js';
import { readAllPages } from './readAllPages.js';

export const pageSize = '100';

/** Reads every page of a list edge within one deadline, which starts here unless it is told. */
export function readList<T>(
  http: GraphHttp,
  request: Pick<GraphRequest<Page<T>>, 'edge' | 'id' | 'token' | 'query' | 'answer'>,
  deadline = http.startDeadline(),
): Promise<GraphResult<T[]>> {
  return readAllPages((after) =>
    http.call(
      {
        ...request,
        method: 'GET',
        query: { ...request.query, ...(after !== undefined && { after }) },
        retry: 'repeatable',
      },
      deadline,
    ),
  );
}
