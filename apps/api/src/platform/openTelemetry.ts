import { setTimeout as pause } from 'node:timers/promises';
import {
  context,
  type DiagLogFunction,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { minutes, seconds } from './clock.js';
import { type Logger, ownLog } from './logger.js';
import type { Span, SpanFacts, SpanOptions, Tracer } from './tracing.js';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };
const sayEveryMs = minutes(1);
const stopPatienceMs = seconds(2);

/** Says once a minute at most that the collector does not take what it is sent. */
function reportTo(logger: Logger): DiagLogFunction {
  const own = ownLog(logger, 'tracing');
  let saidAt = Number.NEGATIVE_INFINITY;
  return (reason) => {
    if (performance.now() - saidAt < sayEveryMs) return;
    saidAt = performance.now();
    own.warn({ reason: reason.slice(0, 300) }, 'traces cannot be sent to the collector');
  };
}

/**
 * Sends spans as OTLP over HTTP, in JSON. Name, sampling and headers follow OpenTelemetry's own variables
 * (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`), which its libraries read.
 *
 * @param endpoint the collector's base address, without a slash at its end: `/v1/traces` is added, as its specification says
 */
export function startOpenTelemetry(endpoint: string, logger: Logger): Tracer {
  const report = reportTo(logger);
  const nothing = () => undefined;
  diag.setLogger(
    { error: report, warn: report, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'switchboard-api' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  const tracer = provider.getTracer('switchboard');

  function begin(name: string, facts: SpanFacts, { kind, parent, tookMs }: SpanOptions): Span {
    const above = parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : context.active();
    const span = tracer.startSpan(
      name,
      {
        attributes: facts,
        ...(kind ? { kind: kinds[kind] } : {}),
        ...(tookMs === undefined ? {} : { startTime: new Date(Date.now() - tookMs) }),
      },
      above,
    );
    const within = trace.setSpan(above, span);
    return {
      note: (more) => void span.setAttributes(more),
      rename: (better) => void span.updateName(better),
      run: (work) => context.with(within, work),
      end(problem) {
        // No message: it may quote what somebody wrote.
        if (problem) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', problem);
        span.end();
      },
    };
  }

  return {
    begin,
    traceparent() {
      if (!trace.getActiveSpan()?.isRecording()) return undefined;
      const carrier: { traceparent?: string } = {};
      propagation.inject(context.active(), carrier);
      return carrier.traceparent;
    },
    apart: (work) => context.with(ROOT_CONTEXT, work),
    async stop() {
      await Promise.race([provider.shutdown().catch(nothing), pause(stopPatienceMs, undefined, { ref: false })]);
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}
