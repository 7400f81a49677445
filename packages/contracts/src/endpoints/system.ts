import { z } from 'zod';
import { imprintReply } from '../imprint.js';
import { endpoint, raw } from './endpoint.js';

const readiness = z.object({
  status: z.enum(['ok', 'stopping', 'unready']),
  /** What each thing that this process needs is doing, by name. */
  dependencies: z.record(z.string(), z.string()),
});

/** For whoever runs it: probes, figures, and the documents of this reference. */
export const systemEndpoints = {
  alive: endpoint({
    method: 'GET',
    path: '/healthz',
    summary: 'Tells that the process runs',
    right: 'health.read',
    replies: { 200: z.object({ status: z.literal('ok') }) },
  }),
  ready: endpoint({
    method: 'GET',
    path: '/readyz',
    summary: 'Tells whether requests are answered, and how each dependency is',
    right: 'health.read',
    replies: { 200: readiness, 503: readiness },
  }),
  imprint: endpoint({
    method: 'GET',
    path: '/api/imprint',
    summary: 'Tells who runs this installation, for the public pages about privacy',
    right: 'imprint.read',
    replies: { 200: imprintReply },
  }),
  metrics: endpoint({
    method: 'GET',
    path: '/metrics',
    summary: 'Gives figures for Prometheus',
    right: 'metrics.read',
    replies: { 200: raw('text/plain') },
    errors: ['not_found'],
  }),
};
