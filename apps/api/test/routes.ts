import type { Endpoint } from '@switchboard/contracts';
import type { Express } from 'express';

/** One endpoint of the running app. */
export interface Route {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** As it was declared: `/api/account/members/:userId`. */
  path: string;
  /** The right whose guard stands before it; null: none does. */
  right: string | null;
  /** Its declaration; null: it has none. */
  endpoint: Endpoint | null;
}

/** The parts of Express's router that are looked at. `rawPath` is what the layer was mounted on. */
interface Layer {
  rawPath?: unknown;
  route?: {
    path: unknown;
    methods: Record<string, boolean | undefined>;
    stack: { handle: { right?: unknown; endpoint?: Endpoint } }[];
  };
  handle: { stack?: Layer[] };
}

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;
const join = (base: string, path: string) => `${base}${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');

/** The first handler of a route has to be its guard: nothing is done before it is known who may. */
function findRight({ stack }: NonNullable<Layer['route']>): string | null {
  const right = stack[0]?.handle.right;
  return typeof right === 'string' ? right : null;
}

/** The handler that answers is the last one, and carries what it was mounted by. */
const findEndpoint = ({ stack }: NonNullable<Layer['route']>): Endpoint | null => stack.at(-1)?.handle.endpoint ?? null;

function read(layers: readonly Layer[], base: string): Route[] {
  return layers.flatMap(({ rawPath, route, handle }): Route[] => {
    if (route) {
      if (typeof route.path !== 'string') throw new Error(`A route below ${base || '/'} has a path that is not a text`);
      const path = join(base, route.path);
      const used = Object.keys(route.methods).filter((method) => method !== 'head');
      return used.map((method) => {
        const known = methods.find((candidate) => candidate === method);
        if (!known) throw new Error(`${path} answers ${method}, which no table of the tests knows`);
        return { method: known, path, right: findRight(route), endpoint: findEndpoint(route) };
      });
    }
    if (!handle.stack) return [];
    if (typeof rawPath !== 'string') throw new Error(`A router below ${base || '/'} is not mounted on a plain path`);
    return read(handle.stack, join(base, rawPath));
  });
}
/**
 * Every endpoint that the app really answers, read from its router: a table of endpoints that is compared with this
 * list cannot forget a new one.
 */
export function listRoutes(app: Express): Route[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  return read(stack, '');
}

/** `POST /api/auth/login`, for tables and messages. */
export const toName = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
