declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http';

  export interface S3rverOptions {
    directory: string;
    silent?: boolean;
    vhostBuckets?: boolean;
    /** `configs`: CORS rules, as XML. */
    configureBuckets?: { name: string; configs?: string[] }[];
  }

  /** A server that speaks S3 and keeps its files in a directory. It knows one key: S3RVER, with S3RVER as its secret. */
  export default class S3rver {
    constructor(options: S3rverOptions);
    configureBuckets(): Promise<unknown>;
    callback(): RequestListener;
    middleware: ((
      ctx: { path: string; mountPath?: string; state: object },
      next: () => Promise<void>,
    ) => Promise<void>)[];
    logger: { close(): void };
  }
}
