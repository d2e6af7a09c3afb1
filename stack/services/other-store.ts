import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ensureGoProgram } from '../../scripts/setup.mjs';
import { ChildService } from './child-service.ts';
import { reservePort } from './free-port.ts';
import { answersOk } from './server-program.ts';

/**
 * A second S3 server (stack/other-store) with one bucket, which differs from versitygw where stores do:
 * no checksum of objects in parts, completed uploads forgotten, no check of keys. All in memory.
 */
export class OtherStore extends ChildService {
  readonly port: number;
  readonly region = 'us-east-1';
  readonly accessKey = 'any';
  readonly secretKey = 'any-secret';

  /** Builds it when it is not there yet (10 s), and reserves a port; `start` starts it. */
  static async create(folder: string, bucket: string): Promise<OtherStore> {
    const program = await ensureGoProgram(
      'other-store',
      join(import.meta.dirname, '../other-store'),
    );
    return new OtherStore(folder, bucket, program, await reservePort());
  }

  private constructor(folder: string, bucket: string, program: string, port: number) {
    super({
      name: 'other-store',
      folder: join(folder, 'other-store'),
      command: () => program,
      args: [`127.0.0.1:${port}`, bucket],
      env: {},
      isReady: () => answersOk(`http://127.0.0.1:${port}/health`),
    });
    this.port = port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  client(): S3Client {
    return new S3Client({
      endpoint: this.endpoint,
      region: this.region,
      forcePathStyle: true,
      credentials: { accessKeyId: this.accessKey, secretAccessKey: this.secretKey },
    });
  }

  /** The whole object. @throws NoSuchKey of the AWS SDK */
  async readObject(bucket: string, key: string): Promise<Uint8Array> {
    const client = this.client();
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined) throw new Error(`${key} came without a body`);
      return await Body.transformToByteArray();
    } finally {
      client.destroy();
    }
  }
}
