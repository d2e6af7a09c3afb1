import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { ChildService } from './child-service.ts';
import { reservePort } from './free-port.ts';
import { answersOk, serverProgram } from './server-program.ts';

// The SDK's version is pinned; its notice at each start that Node 20 ends one day helps nobody here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

export interface S3Options {
  /** The stack's folder; the server gets the folder `name` in it. */
  readonly folder: string;
  /** Default `s3`. */
  readonly name?: string;
  /** A host name: buckets are then also found under `BUCKET.<it>`, without a port. */
  readonly virtualDomain?: string;
  /**
   * Connections stay open from one request to the next, as those to Amazon's S3 do; versitygw closes
   * them otherwise. Default false.
   */
  readonly keepAlive?: boolean;
}

/** versitygw's arguments; compose.yaml has the same. The folder must exist. */
export function s3Arguments(address: string, dataFolder: string): readonly string[] {
  return ['--port', address, '--health', '/health', '--quiet', 'posix', dataFolder];
}

export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * An S3 server (versitygw) of its own, with random keys, on loopback. Objects are files under
 * `dataFolder/<bucket>/`, their metadata extended attributes, so the file system must have those; and
 * since keys are paths, `a` and `a/b` cannot both be objects. Everything stays over restarts.
 */
export class S3Server extends ChildService {
  readonly port: number;
  readonly region = 'us-east-1';
  readonly accessKey: string;
  readonly secretKey: string;
  readonly dataFolder: string;

  /** Reserves a port; `start` starts it. */
  static async create(options: S3Options): Promise<S3Server> {
    const credentials = {
      accessKey: `access-${randomBytes(4).toString('hex')}`,
      secretKey: randomBytes(20).toString('hex'),
    };
    return new S3Server(options, await reservePort(), credentials);
  }

  private constructor(
    options: S3Options,
    port: number,
    credentials: { readonly accessKey: string; readonly secretKey: string },
  ) {
    const name = options.name ?? 's3';
    const folder = join(options.folder, name);
    const dataFolder = join(folder, 'data');
    super({
      name,
      folder,
      command: () => serverProgram('versitygw'),
      args: [
        ...(options.virtualDomain === undefined ? [] : ['--virtual-domain', options.virtualDomain]),
        ...(options.keepAlive === true ? ['--keep-alive'] : []),
        ...s3Arguments(`127.0.0.1:${port}`, dataFolder),
      ],
      env: { ROOT_ACCESS_KEY: credentials.accessKey, ROOT_SECRET_KEY: credentials.secretKey },
      isReady: () => answersOk(`http://127.0.0.1:${port}/health`),
    });
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    this.port = port;
    this.dataFolder = dataFolder;
    this.accessKey = credentials.accessKey;
    this.secretKey = credentials.secretKey;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A client with this server's keys, unless `overrides` says otherwise. The caller destroys it. */
  client(overrides: S3ClientConfig = {}): S3Client {
    return new S3Client({
      endpoint: this.endpoint,
      region: this.region,
      forcePathStyle: true,
      credentials: { accessKeyId: this.accessKey, secretAccessKey: this.secretKey },
      ...overrides,
    });
  }

  async createBucket(bucket: string): Promise<void> {
    await this.#with((client) => client.send(new CreateBucketCommand({ Bucket: bucket })));
  }

  /** All objects whose keys begin with `prefix`, in the order of their keys. */
  listObjects(bucket: string, prefix = ''): Promise<readonly ListedObject[]> {
    return this.#with(async (client) => {
      const objects: ListedObject[] = [];
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: prefix },
      )) {
        for (const { Key, Size } of page.Contents ?? []) {
          if (Key !== undefined) objects.push({ key: Key, size: Size ?? 0 });
        }
      }
      return objects;
    });
  }

  /** Overwrites what is there. */
  async putObject(bucket: string, key: string, content: string): Promise<void> {
    const object = { Bucket: bucket, Key: key, Body: content };
    await this.#with((client) => client.send(new PutObjectCommand(object)));
  }

  /** The whole object. @throws NoSuchKey of the AWS SDK */
  readObject(bucket: string, key: string): Promise<Uint8Array> {
    return this.#with(async (client) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined) throw new Error(`${key} came without a body`);
      return Body.transformToByteArray();
    });
  }

  async #with<T>(work: (client: S3Client) => Promise<T>): Promise<T> {
    const client = this.client();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }
}
