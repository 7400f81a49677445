import { referenceEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import type { Limits } from '../platform/rateLimits.js';
import { isOperators } from './errorsOf.js';
import { entries } from './groups.js';
import { type OpenApiDocument, toOpenApi } from './openApi.js';

/** @returns what `make` gives, made at the first call. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The two documents of the reference, made when somebody asks. */
export function createReference(limits: Limits): { open: () => OpenApiDocument; operators: () => OpenApiDocument } {
  const isOpen = ({ endpoint }: (typeof entries)[number]) => !isOperators(endpoint);
  return {
    open: once(() =>
      toOpenApi({
        title: 'Switchboard',
        description: 'Everything that the API answers. The operator’s endpoints are in a document of their own.',
        entries: entries.filter(isOpen),
        limits,
      }),
    ),
    operators: once(() =>
      toOpenApi({
        title: 'Switchboard, for the operator',
        description: 'What the operator asks over all accounts, with `OPERATOR_TOKEN`.',
        entries: entries.filter((entry) => !isOpen(entry)),
        limits,
      }),
    ),
  };
}

export function referenceRoutes(mount: Mount, limits: Limits): Router {
  const router = Router();
  const { open, operators } = createReference(limits);
  mount(router, referenceEndpoints.document, async () => open());
  mount(router, referenceEndpoints.operatorDocument, async () => operators());
  return router;
}
