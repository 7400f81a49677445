import type { JsonObject } from './jsonReaders.js';
import type { NumberPlace } from './place.js';
import { readError } from './readStatus.js';
import type { ProblemUpdate } from './webhook.types.js';

export function readProblem(place: NumberPlace, item: JsonObject): ProblemUpdate | undefined {
  const error = readError(item);
  return error && { kind: 'problem', ...place, error };
}
