import type { z } from 'zod';
import type { GraphResult } from './graphFailure.js';
import { readJson } from './readJson.js';
import { isGraphErrorAnswer, judgeByStatus, toGraphFailure } from './toGraphFailure.js';
import { unexpectedAnswer } from './unexpectedAnswer.js';

export interface HttpAnswer {
  httpStatus: number;
  body: string;
  fbtraceId?: string;
}

/** Decides what an answer means: the value the schema reads from it, or why there is none. */
export function readAnswer<T>({ httpStatus, body, fbtraceId }: HttpAnswer, schema: z.ZodType<T>): GraphResult<T> {
  const origin = { httpStatus, fbtraceId };
  if (httpStatus >= 300 && httpStatus < 400) {
    return unexpectedAnswer(`HTTP ${httpStatus}: a redirect, which is not followed.`, origin);
  }
  const answer = readJson(body);
  if (answer === undefined) return notJson(origin);
  if (httpStatus >= 400 || isGraphErrorAnswer(answer)) return { ok: false, failure: toGraphFailure(answer, origin) };
  const parsed = schema.safeParse(answer);
  if (parsed.success) return { ok: true, value: parsed.data };
  const path = parsed.error.issues[0]?.path.join('.') || 'the answer itself';
  return unexpectedAnswer(`HTTP ${httpStatus} without a usable "${path}".`, origin);
}

function notJson(origin: Omit<HttpAnswer, 'body'>): GraphResult<never> {
  const message = `HTTP ${origin.httpStatus} with an answer that is not JSON.`;
  const judged = judgeByStatus(origin.httpStatus);
  if (judged.kind === 'unknown') return unexpectedAnswer(message, origin);
  return { ok: false, failure: { ...judged, outcome: 'unknown', message, ...origin } };
}
