/** For tests only: files to upload, rows for them, and an HTTP server that answers as told. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { NewUpload } from '../state/upload-rows.ts';
import type { PutContext, UploadSource } from './destination.ts';

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** A recording's folder with segments of the given sizes and a manifest; rows for all of them. */
export function writeRecording(
  dataFolder: string,
  sizes: readonly number[],
  options: {
    readonly projectId?: string;
    readonly bucket?: string;
    readonly destination?: NewUpload['destination'];
    readonly hashed?: boolean;
  } = {},
): { readonly recordingId: string; readonly files: NewUpload[]; readonly contents: Buffer[] } {
  const { projectId = 'p1', bucket = 'recordings', hashed = true, destination = 's3' } = options;
  const recordingId = randomUUID();
  const folder = join('recordings', recordingId);
  mkdirSync(join(dataFolder, folder), { recursive: true });
  const contents = [...sizes.map((size) => randomBytes(size)), Buffer.from('{"format":"test"}\n')];
  const files = contents.map((bytes, index): NewUpload => {
    const isManifest = index === sizes.length;
    const file = isManifest ? 'manifest.json' : `messages-00000${index + 1}.jsonl`;
    writeFileSync(join(dataFolder, folder, file), bytes);
    return {
      recordingId,
      sessionId: null,
      projectId,
      destination,
      folder,
      file,
      role: isManifest ? 'manifest' : 'segment',
      objectKey: `alpha-p1/Pilot 1/text-egress/all-topics/${recordingId}/${file}`,
      bucket,
      size: bytes.length,
      sha256: hashed ? sha256(bytes) : null,
    };
  });
  return { recordingId, files, contents };
}

/** A file of its own with what a destination wants to know about it. */
export function writeSource(folder: string, bytes: Uint8Array, key: string): UploadSource {
  const path = join(folder, `source-${randomUUID()}`);
  writeFileSync(path, bytes);
  return {
    path,
    size: bytes.length,
    sha256: sha256(bytes),
    key,
    contentType: 'application/jsonl',
    metadata: { 'recording-id': 'r1', sha256: sha256(bytes) },
  };
}

/** A transfer that nobody watches or ends, and that begins anew, unless `more` says otherwise. */
export function contextOf(more: Partial<Omit<PutContext, 'resume'>> = {}): PutContext {
  return {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    resume: { token: null, save: () => undefined },
    ...more,
  };
}

export interface FakeStore {
  readonly endpoint: string;
  /** `METHOD path` of each request, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** An HTTP server on loopback; `answer` gets each request once its head is there. */
export async function fakeStore(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FakeStore> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** An S3 error as XML. */
export function errorXml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

/** Polls until `look` gives something; for what other processes or servers bring about. */
export async function eventually<T>(look: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
