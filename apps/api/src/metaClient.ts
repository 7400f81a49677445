import { createGraphClient, type GraphClient } from '@switchboard/graph';
import type { Config } from './config.js';
import type { CallBudget } from './monitoring/callBudget.js';
import type { UnknownCodeService } from './operator/unknownCode.service.js';
import type { Logger } from './platform/logger.js';
import type { Metrics } from './platform/metrics.js';
import { noteSpan } from './platform/tracing.js';

/** Milliseconds for one call to Meta, for one call with its retries, and before the first retry. */
export interface GraphTimeouts {
  timeoutMs: number;
  totalTimeoutMs: number;
  retryDelayMs?: number;
}

/** Three rounds of these stay under the lease of an attempt, and each under what a person waits for. */
export const defaultGraphTimeouts: GraphTimeouts = { timeoutMs: 8_000, totalTimeoutMs: 12_000 };

export interface MetaClientDeps {
  config: Config;
  timeouts: GraphTimeouts;
  budget: CallBudget;
  unknownCodes: Pick<UnknownCodeService, 'noteError'>;
  metrics: Metrics;
  logger: Logger;
}

const toAddress = (config: Config) => ({
  baseUrl: config.META_GRAPH_URL,
  version: config.META_GRAPH_VERSION,
  appId: config.META_APP_ID,
  appSecret: config.META_APP_SECRET,
});

/** The Graph client of this app for a program that asks and ends: nothing is counted or logged. */
export const createPlainMetaClient = (config: Config): GraphClient =>
  createGraphClient({ ...toAddress(config), ...defaultGraphTimeouts });

/** The Graph client of this app, with metrics and logs. */
export function createMetaClient({
  config,
  timeouts,
  budget,
  unknownCodes,
  metrics,
  logger,
}: MetaClientDeps): GraphClient {
  metrics.onUsageAsked(budget.figures);
  return createGraphClient({
    ...toAddress(config),
    ...timeouts,
    onCall: ({ method, edge, durationMs, attempt, result, isExpected, httpStatus, fbtraceId, code, message }) => {
      metrics.graphSeconds.observe({ method, edge, result: isExpected ? 'ok' : result }, durationMs / 1000);
      noteSpan(
        `Meta ${method} ${edge}`,
        {
          'http.request.method': method,
          'http.response.status_code': httpStatus,
          'http.request.resend_count': attempt > 1 ? attempt - 1 : undefined,
          'switchboard.meta.edge': edge,
          'switchboard.meta.result': result,
          'switchboard.meta.fbtrace_id': fbtraceId,
        },
        { kind: 'client', tookMs: durationMs, problem: isExpected || result === 'ok' ? undefined : result },
      );
      const about = { method, edge, result, httpStatus, fbtraceId, code };
      if (isExpected) logger.debug(about, 'Meta refused, as expected');
      else if (result !== 'ok') logger.warn(about, 'call to Meta failed');
      unknownCodes.noteError(code, message);
    },
    onUsage: (usage) => {
      budget.note(usage);
      const { subject, callCountPercent, cpuTimePercent, totalTimePercent } = usage;
      const used = Math.max(callCountPercent, cpuTimePercent, totalTimePercent);
      if (used >= 75) logger.warn({ subject, used }, 'close to the call limit at Meta');
    },
    onVersionMismatch: (versions) => {
      metrics.graphVersionMismatch.inc();
      logger.warn(versions, 'Meta answered with another Graph version: META_GRAPH_VERSION has probably expired');
    },
  });
}
