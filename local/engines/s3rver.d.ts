/** What the local cloud uses of s3rver, which ships no types. */
declare module 's3rver' {
  import type { Server } from 'node:http';

  interface Options {
    address: string;
    port: number;
    silent: boolean;
    directory: string;
    vhostBuckets: boolean;
    configureBuckets: { name: string; configs: string[] }[];
  }

  class S3rver {
    readonly httpServer: Server;
    constructor(options: Options);
    run(): Promise<{ port: number }>;
    reset(): void;
    configureBuckets(): Promise<void>;
    close(): Promise<void>;
  }

  export = S3rver;
}
