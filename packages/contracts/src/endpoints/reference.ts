import { z } from 'zod';
import { endpoint } from './endpoint.js';

/** A document of OpenAPI. What is in it is OpenAPI's own to say. */
const openApiDocument = z.looseObject({ openapi: z.literal('3.1.1') });

export const referenceEndpoints = {
  document: endpoint({
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'Gives this reference as a document of OpenAPI 3.1',
    right: 'reference.read',
    replies: { 200: openApiDocument },
    isHot: true,
  }),
  operatorDocument: endpoint({
    method: 'GET',
    path: '/api/operator/openapi.json',
    summary: 'Gives the reference of the operator’s endpoints',
    right: 'operator.readReference',
    replies: { 200: openApiDocument },
    isHot: true,
  }),
};
