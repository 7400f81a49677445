import { cloudErrorText } from '../messaging/cloudErrors.js';
import { GraphError } from './graphError.js';

const statuses: Readonly<Record<number, number>> = { 132001: 404 };

export function cloudError(code: number, details?: string): GraphError {
  const text = cloudErrorText(code);
  return new GraphError(code, `(#${code}) ${text.title}`, {
    details: details ?? text.details,
    httpStatus: statuses[code],
  });
}

export const missingIn = (details: string): GraphError => cloudError(131008, details);
export const invalidIn = (details: string): GraphError => cloudError(131009, details);
