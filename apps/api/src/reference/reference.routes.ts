import { referenceEndpoints, referenceWords } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import type { Limits } from '../platform/rateLimits.js';
import { entries } from './groups.js';
import { isOperators } from './listErrors.js';
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
        ...referenceWords.open,
        entries: entries.filter(isOpen),
        limits,
      }),
    ),
    operators: once(() =>
      toOpenApi({
        ...referenceWords.operators,
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
