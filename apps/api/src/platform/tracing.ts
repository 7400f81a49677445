import type { RequestHandler } from 'express';
import { AppError } from './errors.js';
import { routePattern } from './routePattern.js';

/** What a span says of its work: kinds, results, counts. Never who it was, what was written, or what opens something. */
export type SpanFacts = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  kind?: 'server' | 'client' | 'consumer' | undefined;
  /** The span above, as W3C's `traceparent`; absent: the one around. */
  parent?: string | undefined;
  /** Milliseconds that the work took, when it is over already. */
  tookMs?: number | undefined;
}

/** A piece of work. */
export interface Span {
  note(facts: SpanFacts): void;
  rename(name: string): void;
  /** Does work whose own spans are below this one. */
  run<T>(work: () => T): T;
  /** @param problem the code or the name of the error, where it failed */
  end(problem?: string): void;
}

/** What makes the spans and sends them: `openTelemetry.ts`, which is loaded only where it is wanted. */
export interface Tracer {
  begin(name: string, facts: SpanFacts, options: SpanOptions): Span;
  /** The span around as W3C's `traceparent`. Undefined where there is none, and where its trace is not kept. */
  traceparent(): string | undefined;
  /** Does work that belongs to no trace, whatever is around it. */
  apart<T>(work: () => T): T;
  /** Sends what waits, within seconds, and ends. */
  stop(): Promise<void>;
}

/**
 * One for the process, as what is around a piece of work is a matter of the process, too: handed down, it would be an argument
 * of everything between an edge and a call to Meta.
 */
let tracer: Tracer | undefined;

/** From now on spans are made by `given`, or none. */
export function setTracer(given: Tracer | undefined): void {
  tracer = given;
}

const noSpan: Pick<Span, 'note'> = { note: () => undefined };

const problemOf = (error: unknown): string =>
  error instanceof AppError ? error.code : error instanceof Error ? error.name : 'unknown';

/** Does work as a span. @returns what the work gives; throws what it throws. */
export function inSpan<T>(
  name: string,
  facts: SpanFacts,
  work: (span: Pick<Span, 'note'>) => Promise<T>,
  options: SpanOptions = {},
): Promise<T> {
  if (!tracer) return work(noSpan);
  const span = tracer.begin(name, facts, options);
  return span
    .run(() => work(span))
    .then(
      (result) => {
        span.end();
        return result;
      },
      (error: unknown) => {
        span.end(problemOf(error));
        throw error;
      },
    );
}

/**
 * Does work that was stored and is done later, perhaps by another process, as a span of the trace it was stored in.
 *
 * @param traceparent from {@link keepTrace}; without it the work belongs to no trace
 */
export function continueTrace<T>(
  traceparent: string | undefined,
  name: string,
  facts: SpanFacts,
  work: () => Promise<T>,
): Promise<T> {
  if (!traceparent) return apartFromTraces(work);
  return inSpan(name, facts, work, { kind: 'consumer', parent: traceparent });
}

/** Notes work that is over as a span below the one around, or `parent`; where there is neither, nothing. */
export function noteSpan(
  name: string,
  facts: SpanFacts,
  options: SpanOptions & { problem?: string | undefined },
): void {
  if (!tracer || !(options.parent ?? tracer.traceparent())) return;
  tracer.begin(name, facts, options).end(options.problem);
}

/** What a row keeps so that {@link continueTrace} finds its trace again; nothing where there is none. */
export function keepTrace(): { trace?: string } {
  const trace = tracer?.traceparent();
  return trace ? { trace } : {};
}

/** Does work that goes on for others as well as for whoever set it off, so that it is in nobody's trace. */
export const apartFromTraces = <T>(work: () => T): T => (tracer ? tracer.apart(work) : work());

/**
 * Each request is a trace, named by its route's pattern. A caller's own `traceparent` is not believed: anybody may send one,
 * and have everything kept.
 */
export const traceRequests: RequestHandler = (req, res, next) => {
  if (!tracer) {
    next();
    return;
  }
  const { method } = req;
  const facts = { 'http.request.method': method, 'switchboard.request_id': String(req.id) };
  const span = tracer.begin(method, facts, { kind: 'server' });
  res.on('close', () => {
    const route = routePattern(req);
    span.rename(`${method} ${route}`);
    span.note({ 'http.route': route, 'http.response.status_code': res.statusCode });
    span.end(res.statusCode >= 500 ? String(res.statusCode) : undefined);
  });
  span.run(next);
};
