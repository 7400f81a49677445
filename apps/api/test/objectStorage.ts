/// <reference path="./s3rver.d.ts" />
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectStorageSettings } from '../src/platform/objectStorage.js';

/** `silent` takes requests and answers none; `mute` begins to answer, and stops in the middle of a file. */
export type Mood = 'well' | 'away' | 'silent' | 'mute' | 'full';

export interface TestStorage {
  settings: ObjectStorageSettings;
  /** For an API that keeps new files there. */
  env: Record<string, string>;
  /** How it is from now on. */
  be(mood: Mood): void;
  /** Lets pages of this origin upload, by the rule of docs/deploying.md. */
  allow(origin: string): Promise<void>;
  /** The names of what is stored, in order. */
  names(): Promise<string[]>;
  /** How many uploads in parts are neither completed nor ended. */
  openUploads(): Promise<number>;
  stop(): Promise<void>;
}

const bucket = 'files';
const prefix = 'switchboard/';
const suffix = '._S3rver_object';

/**
 * A storage that speaks S3. `s3rver` verifies signatures; in front of it stands what it lacks: to refuse who signs nothing, to
 * list and to end uploads in parts, and to be unwell.
 */
export async function startObjectStorage(): Promise<TestStorage> {
  const directory = await mkdtemp(join(tmpdir(), 'object-storage-'));
  const s3 = new S3rver({ directory, silent: true, vhostBuckets: false, configureBuckets: [{ name: bucket }] });
  await s3.configureBuckets();
  // The client signs a slash behind the bucket's name, which s3rver leaves out, unless it takes the bucket for a part of the host.
  s3.middleware.unshift((ctx, next) => {
    if (ctx.path === `/${bucket}/`) {
      ctx.mountPath = '/';
      Object.defineProperty(ctx.state, 'vhost', { get: () => true, set: () => undefined });
    }
    return next();
  });
  const serve = s3.callback();
  const uploads = join(directory, bucket, '._S3rver_uploads');
  const sockets = new Set<Socket>();
  let mood: Mood = 'well';

  const server = createServer(async (req, res) => {
    const { searchParams } = new URL(req.url ?? '/', 'http://storage.test');
    const isSigned =
      req.method === 'OPTIONS' || req.headers.authorization !== undefined || searchParams.has('X-Amz-Signature');
    if (mood === 'away') req.socket.destroy();
    else if (mood === 'silent') req.resume();
    else if (!isSigned) refuse(req, res, 403, 'AccessDenied');
    else if (mood === 'full' && ['PUT', 'POST'].includes(req.method ?? '')) refuse(req, res, 507, 'XMinioStorageFull');
    else if (mood === 'mute' && req.method === 'GET')
      res.writeHead(200, { 'Content-Length': 1_000 }).write('a beginning');
    else if (searchParams.has('uploads') && req.method === 'GET') res.end(await listUploads(uploads));
    else if (searchParams.has('uploadId') && req.method === 'DELETE') {
      await rm(join(uploads, searchParams.get('uploadId') ?? ''), { recursive: true });
      res.writeHead(204).end();
    } else serve(req, res);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  return {
    settings: { endpoint, region: 'us-east-1', bucket, prefix, isPathStyle: true, ...keys },
    env: {
      MEDIA_STORAGE: 's3',
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: keys.accessKeyId,
      S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
    be(next) {
      mood = next;
    },
    async allow(origin) {
      const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: keys });
      const rule = { AllowedMethods: ['PUT'], AllowedHeaders: ['content-type'], MaxAgeSeconds: 600 };
      const CORSConfiguration = { CORSRules: [{ AllowedOrigins: [origin], ...rule }] };
      await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration }));
      client.destroy();
    },
    async names() {
      const found = await readdir(join(directory, bucket), { recursive: true });
      return found
        .filter((path) => path.startsWith(prefix) && path.endsWith(suffix))
        .map((path) => path.slice(prefix.length, -suffix.length))
        .sort();
    },
    openUploads: async () => (await listFolder(uploads)).length,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      s3.logger.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function refuse(req: IncomingMessage, res: ServerResponse, status: number, code: string): void {
  req.resume();
  res.writeHead(status, { 'Content-Type': 'application/xml' });
  res.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

const listFolder = (path: string): Promise<string[]> => readdir(path).catch(() => []);

async function listUploads(folder: string): Promise<string> {
  const entries = await Promise.all(
    (await listFolder(folder)).map(async (id) => {
      const key = await readFile(join(folder, id, 'key'), 'utf8');
      const begun = (await stat(join(folder, id, 'key'))).mtime.toISOString();
      return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begun}</Initiated></Upload>`;
    }),
  );
  return `<?xml version="1.0" encoding="UTF-8"?><ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListMultipartUploadsResult>`;
}
