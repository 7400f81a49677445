import type { ReadableStream } from 'node:stream/web';
import { fileNameHeader, type UploadTicketReply, uploadTicketReply } from '@switchboard/contracts';
import { sampleFile } from '@switchboard/meta-sandbox';
import request from 'supertest';
import type { Client } from './client.js';

/** Beginnings of files, as their readers know them. */
export const png = sampleFile('image').bytes;
export const ogg = sampleFile('audio').bytes;
export const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
export const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n', 'latin1');
export const mp4 = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypmp42\0\0\0\0mp42isom', 'latin1')]);
/** A sticker; with flags, an extended one. */
export const webp = (flags: number | null) =>
  Buffer.concat([
    Buffer.from('RIFF\x24\0\0\0WEBP', 'latin1'),
    flags === null
      ? Buffer.from('VP8 ', 'latin1')
      : Buffer.from(`VP8X\x0a\0\0\0${String.fromCharCode(flags)}`, 'latin1'),
    Buffer.alloc(32),
  ]);

export const megabytes = (count: number) => Math.round(count * 1024 * 1024);
/** The beginning of a file, and then so many bytes that it has this size. */
export const sized = (head: Buffer, bytes: number) =>
  Buffer.concat([head, Buffer.alloc(Math.max(0, bytes - head.length), 1)]);

/** A browser's uploads and downloads, at one address. */
export function openFiles(url: string, owner: Client) {
  return {
    upload(bytes: Buffer, type: string, filename?: string, who = owner) {
      return request(url)
        .post('/api/media')
        .set(filename === undefined ? {} : { 'Content-Disposition': fileNameHeader(filename) })
        .set('Authorization', `Bearer ${who.token}`)
        .set('Content-Type', type)
        .serialize((body) => body)
        .send(bytes as unknown as string);
    },
    /** A ticket for these bytes. */
    async ticket(bytes: Buffer, type: string, name = 'a file', who = owner): Promise<UploadTicketReply> {
      return uploadTicketReply.parse((await who.post('/api/media/tickets', { name, type, size: bytes.length })).body);
    },
    /** Sends bytes where a ticket says, but to this address. With a body in their place, their length is not said. */
    async uploadWith({ upload }: UploadTicketReply, bytes: Buffer, headers = {}, body?: ReadableStream) {
      const response = await fetch(new URL(new URL(upload.url).pathname, url), {
        method: upload.method,
        headers: { ...upload.headers, ...headers },
        body: body ?? new Uint8Array(bytes),
        duplex: 'half',
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    /** The body is a Buffer. */
    read(mediaId: string, headers: Record<string, string> = {}, who = owner) {
      return request(url)
        .get(`/api/media/${mediaId}`)
        .set('Authorization', `Bearer ${who.token}`)
        .set(headers)
        .buffer(true)
        .parse((res, done) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => done(null, Buffer.concat(chunks)));
        });
    },
  };
}
