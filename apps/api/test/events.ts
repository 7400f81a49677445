import { createDomainEvents, type DomainEvents } from '../src/platform/domainEvents.js';
import { createLogger } from '../src/platform/logger.js';
import { createMetrics } from '../src/platform/metrics.js';

/** Events for a part of the product that stands alone in a test: nobody listens to them. */
export const ownEvents = (): DomainEvents =>
  createDomainEvents({ logger: createLogger({ level: 'silent' }), metrics: createMetrics() });
