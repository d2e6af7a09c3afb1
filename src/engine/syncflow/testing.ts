/** For tests only: an HTTP server in SyncFlow's place that answers as told, and the captured exchanges. */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly contentType: string;
  readonly body: string;
}

export interface ToldServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** Answers each request, once its body is there, as `answer` says. */
export async function toldServer(
  answer: (request: SeenRequest, response: ServerResponse) => void,
): Promise<ToldServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: SeenRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization ?? '',
        contentType: request.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

const exchangeSchema = z.object({
  case: z.string(),
  request: z.object({ method: z.string(), path: z.string(), body: z.unknown().optional() }),
  response: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown().optional(),
    bodyText: z.string().optional(),
  }),
});
export type CapturedExchange = z.infer<typeof exchangeSchema>;

/** One exchange that was captured from a real server (stack/syncflow/fixtures/README.md). */
export function captured(file: string, name: string): CapturedExchange {
  const path = new URL(`../../../stack/syncflow/fixtures/${file}.json`, import.meta.url);
  const { exchanges } = z
    .object({ exchanges: z.array(z.object({ case: z.string() }).loose()) })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  const found = exchanges.find((exchange) => exchange.case === name);
  if (found === undefined) throw new Error(`${file}.json has no case "${name}"`);
  return exchangeSchema.parse(found);
}

/** Sends the captured answer, byte by byte as SyncFlow writes JSON. */
export function replay(exchange: CapturedExchange, response: ServerResponse): void {
  const { status, headers, body, bodyText } = exchange.response;
  response.writeHead(status, headers);
  response.end(bodyText ?? JSON.stringify(body));
}
