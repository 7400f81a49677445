import { z } from 'zod';
import type { GraphUsage } from './graphClient.types.js';

const percentages = z.looseObject({
  call_count: z.number().default(0),
  total_cputime: z.number().default(0),
  total_time: z.number().default(0),
  estimated_time_to_regain_access: z.number().default(0),
});
const businessUseCases = z.record(z.string(), z.array(percentages.extend({ type: z.string() })));

/**
 * Reads `X-App-Usage` and `X-Business-Use-Case-Usage`: how much of Meta's limits is used, in percent.
 * Meta sends them only after some volume of calls. Header names in any case; malformed headers are ignored.
 */
export function parseUsage(headers: Readonly<Record<string, unknown>>): GraphUsage[] {
  const app = percentages.safeParse(headerJson(headers, 'x-app-usage'));
  const business = businessUseCases.safeParse(headerJson(headers, 'x-business-use-case-usage'));
  return [
    ...(app.success ? [toUsage('app', app.data)] : []),
    ...Object.entries(business.data ?? {}).flatMap(([businessId, useCases]) =>
      useCases.map((useCase) => toUsage(`${businessId}:${useCase.type}`, useCase)),
    ),
  ];
}

const toUsage = (subject: string, used: z.infer<typeof percentages>): GraphUsage => ({
  subject,
  callCountPercent: used.call_count,
  cpuTimePercent: used.total_cputime,
  totalTimePercent: used.total_time,
  minutesToRegainAccess: used.estimated_time_to_regain_access,
});

function headerJson(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
