import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it arrives, with its attributes as plain values. */
export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  failed: boolean;
  facts: Record<string, unknown>;
  service: unknown;
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}
interface ExportedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status?: { code?: number };
  attributes?: Attribute[];
}
interface Exported {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: ExportedSpan[] }[] }[];
}

const errorStatus = 2;
const plain = (attributes: Attribute[] = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

function toSpans({ resourceSpans }: Exported): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, status, attributes }) => ({
        ...{ name, traceId, spanId },
        parentSpanId: parentSpanId || undefined,
        failed: status?.code === errorStatus,
        facts: plain(attributes),
        service: plain(resource.attributes)['service.name'],
      })),
    ),
  );
}

/** A collector of traces that takes OTLP over HTTP in JSON, at the path that its specification says. */
export async function startOtlpCollector() {
  const bodies: string[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    req.on('end', () => {
      const isTraces = req.method === 'POST' && req.url === '/v1/traces';
      if (isTraces) bodies.push(body);
      res.writeHead(isTraces ? 200 : 404, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Everything that came, as text. */
    text: () => bodies.join('\n'),
    spans: () => bodies.flatMap((body) => toSpans(JSON.parse(body) as Exported)),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
