import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StoreRelay } from '../../../stack/network/store-relay.ts';
import { OtherStore } from '../../../stack/services/other-store.ts';
import { S3Server } from '../../../stack/services/s3.ts';
import { viewOfError, type ErrorView } from '../../shared/errors.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { Destination, PutContext, PutOutcome, UploadSource } from './destination.ts';
import { createS3Destination } from './s3-destination.ts';
import { contextOf, sha256, writeSource } from './testing.ts';

/** Through the relay to versitygw: three parts of at most 5 MiB, S3's smallest. */
const MIB = 1024 * 1024;
const sizes = { threshold: 6 * MIB, part: 5 * MIB, parallel: 4, pauseMs: 20 };
const bucket = 'recordings';
let folder: ReturnType<typeof temporaryFolder>;
let server: S3Server | OtherStore;
let client: S3Client;
let relay: StoreRelay;
let destination: Destination;
let bytes: Buffer;

/** As stores differ: what both do is asked of both. */
const stores = {
  versitygw: async (): Promise<S3Server> => {
    const made = await S3Server.create({ folder: folder.path });
    await made.start();
    await made.createBucket(bucket);
    return made;
  },
  'the other store': async (): Promise<OtherStore> => {
    const made = await OtherStore.create(folder.path, bucket);
    await made.start();
    return made;
  },
};

describe.each(['versitygw', 'the other store'] as const)('%s', (store) => {
  // The other one keeps no checksum of an object in parts.
  const checkedBy = store === 'versitygw' ? 'stored-checksum' : 'read-back';

  beforeAll(async () => {
    folder = temporaryFolder('multipart');
    server = await stores[store]();
    client = server.client();
    bytes = randomBytes(11 * MIB);
  });

  afterAll(async () => {
    client.destroy();
    await server.stop();
    folder.remove();
  });

  beforeEach(async () => {
    relay = await StoreRelay.start(server.port);
    destination = makeDestination();
  });

  afterEach(async () => {
    destination.close();
    await relay.stop();
  });

  function makeDestination(idleMs = 15_000): Destination {
    return createS3Destination({
      config: {
        endpoint: relay.endpoint,
        region: server.region,
        accessKey: server.accessKey,
        secretKey: server.secretKey,
        bucket,
      },
      plainHosts: ['127.0.0.1'],
      limits: { connectMs: 10_000, idleMs },
      sizes,
    });
  }

  /** As the ledger keeps it: what a transfer saves is there for the next one. */
  class Row {
    readonly file: UploadSource;
    token: string | null = null;
    readonly progress: number[] = [];

    constructor(key: string, content = bytes) {
      this.file = writeSource(folder.path, content, key);
    }

    put(more: Partial<Omit<PutContext, 'resume'>> = {}): Promise<PutOutcome> {
      const save = (token: string | null): void => {
        this.token = token;
      };
      const onProgress = (sent: number): void => {
        this.progress.push(sent);
      };
      const resume = { token: this.token, save };
      return destination.put(this.file, { ...contextOf({ onProgress, ...more }), resume });
    }
  }

  async function failure(work: Promise<unknown>): Promise<ErrorView> {
    const thrown: unknown = await work.then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).not.toBeNull();
    return viewOfError(thrown);
  }

  async function expectStored(key: string, content = bytes): Promise<void> {
    expect(sha256(await server.readObject(bucket, key))).toBe(sha256(content));
  }

  async function isStored(key: string): Promise<boolean> {
    return server.readObject(bucket, key).then(
      () => true,
      () => false,
    );
  }

  /** Keys of uploads in parts that were begun and neither completed nor aborted. */
  async function unfinished(): Promise<string[]> {
    const { Uploads = [] } = await client
      .send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      .catch((thrown: unknown) => {
        // The other store's way to say that there is none.
        if (thrown instanceof Error && thrown.name === 'NoSuchUpload') return { Uploads: [] };
        throw thrown;
      });
    return Uploads.map(({ Key }) => Key ?? '');
  }

  test('a large file goes up in parts and is proven by the checksums of its parts', async () => {
    const row = new Row('whole.jsonl');
    expect(await row.put()).toEqual({
      how: 'sent',
      checkedBy,
      renamedTo: null,
    });
    await expectStored('whole.jsonl');
    expect(relay.count('part')).toBe(3);
    expect(relay.count('get')).toBe(checkedBy === 'read-back' ? 1 : 0);
    expect(row.progress.at(-1)).toBe(bytes.length);
    expect(row.token).toBeNull();
    expect(await row.put()).toMatchObject({ how: 'already-there', renamedTo: null });
    expect(relay.count('part')).toBe(3);
    expect(await unfinished()).toEqual([]);
  });

  describe.each([
    ['throttled', 'storage-busy'],
    ['unavailable', 'storage-busy'],
    ['failed', 'storage-failed'],
    ['failed-in-200', 'storage-failed'],
    ['reset', 'storage-unreachable'],
    ['hang', 'storage-timeout'],
  ] as const)('a store that is %s', (fault, code) => {
    test.each(['create', 'part', 'complete'] as const)(
      'at %s: the try fails and says so, the next one sends what is missing',
      async (where) => {
        if (fault === 'hang') {
          // The idle limit is the only end of a hang, and a part waits for it three times.
          destination.close();
          destination = makeDestination(700);
        }
        const row = new Row(`${fault}-${where}.jsonl`);
        // Of the parts only the second one meets it.
        relay.set(fault, ({ operation, url }) => {
          return operation === where && (where !== 'part' || /partNumber=2\b/.test(url));
        });
        expect(await failure(row.put())).toMatchObject({ code, retryable: true });
        expect(await isStored(row.file.key)).toBe(false);
        const before = relay.requests.length;
        relay.set(null);
        destination.close();
        destination = makeDestination();
        expect(await row.put()).toMatchObject({ renamedTo: null });
        await expectStored(row.file.key);
        const again = relay.requests.slice(before);
        const parts = again.filter(({ operation }) => operation === 'part');
        if (where === 'create') expect(parts).toHaveLength(3);
        if (where === 'part') expect(parts.length).toBeLessThanOrEqual(3);
        if (where === 'complete') expect(parts).toHaveLength(0);
        expect(await unfinished()).toEqual([]);
      },
    );
  });

  test('a part that fails once is sent again in the same try', async () => {
    const row = new Row('once.jsonl');
    let times = 0;
    relay.set('unavailable', ({ operation }) => operation === 'part' && ++times === 1);
    expect(await row.put()).toMatchObject({ how: 'sent' });
    expect(relay.faulted).toBe(1);
    expect(relay.count('part')).toBe(4);
  });

  test('the answer to the completion is lost: the object is found and compared', async () => {
    const row = new Row('lost.jsonl');
    relay.set('answer-lost', ({ operation }) => operation === 'complete');
    expect(await row.put()).toMatchObject({ how: 'already-there', renamedTo: null });
    expect(relay.faulted).toBe(1);
    await expectStored('lost.jsonl');
  });

  test('the answer to the beginning is lost: the orphan is aborted', async () => {
    const row = new Row('orphan.jsonl');
    relay.set('answer-lost', ({ operation }) => operation === 'create');
    await failure(row.put());
    expect(await unfinished()).toEqual(['orphan.jsonl']);
    relay.set(null);
    await row.put();
    expect(await unfinished()).toEqual([]);
  });

  /** Ends a transfer when one part is there; resolves with the parts that the token names. */
  async function interrupt(row: Row): Promise<void> {
    relay.set('hang', ({ operation, url }) => operation === 'part' && !/partNumber=1\b/.test(url));
    const ending = new AbortController();
    const ended = failure(row.put({ signal: ending.signal }));
    while (!row.token?.includes('[[1,')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    ending.abort();
    expect((await ended).code).toBe('upload-cancelled');
    relay.set(null);
  }

  /** Numbers of the parts that are sent from now on. */
  function partsSince(before: number): number[] {
    return relay.requests
      .slice(before)
      .filter(({ operation }) => operation === 'part')
      .map(({ url }) => Number(new URL(url, 'http://x').searchParams.get('partNumber')))
      .sort();
  }

  describe('an upload that was ended', () => {
    test('goes on with the parts that the store does not have', async () => {
      const row = new Row('resumed.jsonl');
      await interrupt(row);
      const before = relay.requests.length;
      expect(await row.put()).toMatchObject({ how: 'sent', checkedBy });
      expect(partsSince(before)).toEqual([2, 3]);
      expect(relay.count('list-parts')).toBe(1);
      await expectStored('resumed.jsonl');
    });

    test('goes on from what was noted when the parts may not be listed', async () => {
      const row = new Row('noted.jsonl');
      await interrupt(row);
      const before = relay.requests.length;
      relay.set('forbidden', ({ operation }) => operation.startsWith('list-'));
      expect(await row.put()).toMatchObject({ how: 'sent', checkedBy });
      expect(partsSince(before)).toEqual([2, 3]);
      await expectStored('noted.jsonl');
    });

    test('begins anew when the store does not know it any more', async () => {
      const row = new Row('forgotten.jsonl');
      await interrupt(row);
      await destination.abandon(row.token ?? '');
      expect(await unfinished()).toEqual([]);
      const before = relay.requests.length;
      expect(await row.put()).toMatchObject({ how: 'sent' });
      expect(partsSince(before)).toEqual([1, 2, 3]);
      await expectStored('forgotten.jsonl');
    });

    test('is aborted when the file was written anew', async () => {
      const row = new Row('changed.jsonl');
      await interrupt(row);
      const changed = randomBytes(bytes.length);
      const next = new Row('changed.jsonl', changed);
      next.token = row.token;
      const before = relay.requests.length;
      expect(await next.put()).toMatchObject({ how: 'sent', renamedTo: null });
      expect(partsSince(before)).toEqual([1, 2, 3]);
      await expectStored('changed.jsonl', changed);
      expect(await unfinished()).toEqual([]);
    });

    test('is not completed when the local file changed under its row', async () => {
      const row = new Row('tampered.jsonl');
      await interrupt(row);
      const tampered = Buffer.from(bytes);
      tampered[7 * MIB] = (tampered[7 * MIB] ?? 0) ^ 1;
      writeFileSync(row.file.path, tampered);
      expect(await failure(row.put())).toMatchObject({ code: 'recording-damaged' });
      expect(await isStored(row.file.key)).toBe(false);
      expect(await unfinished()).toEqual([]);
    });
  });

  test('another object that comes in between is not overwritten; the file gets its own name', async () => {
    const row = new Row('between.jsonl');
    const other = randomBytes(1_000);
    let isThere: Promise<unknown> | null = null;
    relay.set('hang', ({ operation }) => {
      if (operation === 'part' && isThere === null) {
        isThere = makeDestination().put(
          writeSource(folder.path, other, 'between.jsonl'),
          contextOf(),
        );
      }
      return false;
    });
    expect(await row.put()).toMatchObject({ how: 'sent', renamedTo: 'between~2.jsonl' });
    await expectStored('between.jsonl', other);
    await expectStored('between~2.jsonl');
    expect(await unfinished()).toEqual([]);
  });

  test('orphans of other keys are left alone', async () => {
    const foreign = { Bucket: bucket, Key: 'mine.jsonl.not-ours' };
    await client.send(new CreateMultipartUploadCommand(foreign));
    await new Row('mine.jsonl').put();
    expect(await unfinished()).toEqual(['mine.jsonl.not-ours']);
  });
});
