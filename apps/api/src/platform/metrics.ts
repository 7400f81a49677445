import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { collectProcessMetrics } from './processMetrics.js';
import { routePattern } from './routePattern.js';
import { registerProjectionGauges, registerUsageGauge } from './scrapedGauges.js';

/** Everything `/metrics` shows. Each app has a registry of its own, so that several apps can live in one process. */
export function createMetrics() {
  const registry = Registry.merge([collectProcessMetrics()]);
  const registers = [registry];
  return {
    registry,
    onProjectionAsked: registerProjectionGauges(registers),
    onUsageAsked: registerUsageGauge(registers),
    ...createRequestMetrics(registers),
    ...createMetaMetrics(registers),
    ...createConnectMetrics(registers),
    ...createDeliveryMetrics(registers),
    ...createSendingMetrics(registers),
    ...createBackgroundMetrics(registers),
    ...createSocketMetrics(registers),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

type Registers = Registry[];

const createRequestMetrics = (registers: Registers) => ({
  httpSeconds: new Histogram({
    name: 'switchboard_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  }),
  rateLimited: new Counter({
    name: 'switchboard_rate_limited_total',
    help: 'Requests refused by a rate limit',
    labelNames: ['limit'],
    registers,
  }),
  untrustedForwarded: new Counter({
    name: 'switchboard_untrusted_forwarded_total',
    help: 'Requests with X-Forwarded-For from an address that TRUSTED_PROXIES does not name',
    registers,
  }),
  untrustedForwardedShare: new Gauge({
    name: 'switchboard_untrusted_forwarded_share',
    help: 'Share of the last fifty requests that came with X-Forwarded-For from few addresses that TRUSTED_PROXIES does not name, 0 to 1',
    registers,
  }),
  secondFactors: new Counter({
    name: 'switchboard_second_factor_total',
    help: 'Second factors that were given, by method and by whether they were accepted',
    labelNames: ['method', 'result'],
    registers,
  }),
});

const createMetaMetrics = (registers: Registers) => ({
  graphSeconds: new Histogram({
    name: 'switchboard_graph_call_seconds',
    help: "Time of one call to Meta's Graph API",
    labelNames: ['method', 'edge', 'result'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  }),
  graphVersionMismatch: new Counter({
    name: 'switchboard_graph_version_mismatch_total',
    help: 'Answers of Meta that came from another Graph version than the one asked for',
    registers,
  }),
  unknownCodes: new Counter({
    name: 'switchboard_unknown_codes_total',
    help: 'Codes, screens, events and types of Meta that the dictionary does not have, by kind',
    labelNames: ['kind'],
    registers,
  }),
});

const createConnectMetrics = (registers: Registers) => ({
  attempts: new Counter({
    name: 'switchboard_connect_attempts_total',
    help: 'Ended attempts to connect, by how they ended',
    labelNames: ['phase', 'code'],
    registers,
  }),
  signupLeft: new Counter({
    name: 'switchboard_signup_left_total',
    help: 'Signups that were left at Meta, by the screen they were left on',
    labelNames: ['step'],
    registers,
  }),
  popupIgnored: new Counter({
    name: 'switchboard_popup_messages_ignored_total',
    help: "Messages that pages ignored while Meta's signup window was open, by reason, as browsers told it",
    labelNames: ['reason'],
    registers,
  }),
  signedRequests: new Counter({
    name: 'switchboard_signed_requests_total',
    help: 'Deauthorizations and deletion requests that came as from Meta, by what became of them',
    labelNames: ['result'],
    registers,
  }),
  numbers: new Gauge({
    name: 'switchboard_numbers',
    help: 'Numbers that are held, by state',
    labelNames: ['state'],
    registers,
  }),
  checks: new Counter({
    name: 'switchboard_number_checks_total',
    help: 'Numbers that the watch asked Meta about: clear, unclear, or postponed because of the call limit',
    labelNames: ['result'],
    registers,
  }),
});

const createDeliveryMetrics = (registers: Registers) => ({
  deliveries: new Counter({
    name: 'switchboard_webhook_deliveries_total',
    help: 'Deliveries of Meta, by what became of them: stored, or the code they were refused with',
    labelNames: ['result'],
    registers,
  }),
  updates: new Counter({
    name: 'switchboard_webhook_updates_total',
    help: 'Updates in projected deliveries, by kind and by what became of them',
    labelNames: ['kind', 'result'],
    registers,
  }),
});

const createSendingMetrics = (registers: Registers) => ({
  sent: new Counter({
    name: 'switchboard_sent_total',
    help: 'What was handed to Meta, by kind and by how the try ended',
    labelNames: ['what', 'outcome'],
    registers,
  }),
  outboxSize: new Gauge({
    name: 'switchboard_outbox_size',
    help: 'What waits to be handed to Meta, by kind',
    labelNames: ['what'],
    registers,
  }),
  mediaFetched: new Counter({
    name: 'switchboard_media_fetched_total',
    help: 'Files of customers that were fetched from Meta, by how the try ended',
    labelNames: ['outcome'],
    registers,
  }),
  objectStorageUp: new Gauge({
    name: 'switchboard_object_storage_up',
    help: 'Object storage works: 1 or 0',
    registers,
  }),
  filesScanned: new Counter({
    name: 'switchboard_files_scanned_total',
    help: 'Files that the virus scanner was asked about, by its answer',
    labelNames: ['result'],
    registers,
  }),
});

const createBackgroundMetrics = (registers: Registers) => ({
  alerts: new Counter({
    name: 'switchboard_alerts_total',
    help: 'What accounts were told, by kind',
    labelNames: ['kind'],
    registers,
  }),
  mails: new Counter({
    name: 'switchboard_mails_total',
    help: 'E-mails, by how the try ended: sent, printed, failed, or given up when its time was over',
    labelNames: ['result'],
    registers,
  }),
  jobsGivenUp: new Counter({
    name: 'switchboard_jobs_given_up_total',
    help: 'Work that was tried until its limit in vain, by job: it waits for the operator',
    labelNames: ['job'],
    registers,
  }),
  eventHandlerFailures: new Counter({
    name: 'switchboard_event_handler_failures_total',
    help: 'Handlers of events that threw, rejected, or had not ended after a minute, by event',
    labelNames: ['event', 'how'],
    registers,
  }),
});

const createSocketMetrics = (registers: Registers) => ({
  openSockets: new Gauge({ name: 'switchboard_open_sockets', help: 'Open Socket.io connections', registers }),
  waitingSockets: new Gauge({
    name: 'switchboard_waiting_sockets',
    help: 'Open connections that have not presented a ticket yet',
    registers,
  }),
  socketsRefused: new Counter({
    name: 'switchboard_sockets_refused_total',
    help: 'Sockets that were refused or closed to protect the others, by reason',
    labelNames: ['reason'],
    registers,
  }),
  redisUp: new Gauge({
    name: 'switchboard_redis_up',
    help: 'Whether Redis answers: 1 or 0; 0 as well where there is none',
    registers,
  }),
});

/** Observes each request under its route pattern: with raw paths the series would grow without bound. */
export function httpMetrics(metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const stop = metrics.httpSeconds.startTimer();
    res.on('finish', () => {
      stop({ method: req.method, route: routePattern(req), status: String(res.statusCode) });
    });
    next();
  };
}
