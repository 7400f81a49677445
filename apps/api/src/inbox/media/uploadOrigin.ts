import { mediaEndpoints, uploadTicketHeader } from '@switchboard/contracts';
import cors from 'cors';
import type { RequestHandler } from 'express';
import { uploadOriginKnownMs } from '../lifetimes.js';

const { method, path } = mediaEndpoints.uploadWithTicket;

/**
 * Lets the web's pages, which have another origin, upload with a ticket and read what they are answered, whatever that is. Of
 * every other path, and to every other origin, nothing is said. No cookie goes with it.
 */
export function allowUploads(frontendUrl: string): RequestHandler {
  const allow = cors({
    origin: frontendUrl,
    methods: [method],
    allowedHeaders: ['Content-Type', uploadTicketHeader],
    exposedHeaders: ['Retry-After'],
    maxAge: uploadOriginKnownMs / 1000,
  });
  return (req, res, next) => (req.path === path ? allow(req, res, next) : next());
}
