/**
 * Serves the built window over a scheme of its own instead of file:// (reliability.md §5): the page
 * gets an origin, a strict content security policy by header, and nothing outside its folder.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { APP_SCHEME, contentSecurityPolicy, pathInside } from './app-page.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** In index.html; replaced by a fresh nonce in every answer. */
const NONCE_MARK = '__STYLE_NONCE__';

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true } },
  ]);
}

/** @param folder The built renderer. */
export function serveApp(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const path = pathInside(folder, request);
    const type = path === null ? undefined : mediaTypes[extname(path)];
    if (path === null || type === undefined) return refusal(404);
    const nonce = randomBytes(16).toString('base64');
    const headers = {
      'Content-Type': type,
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
    };
    try {
      const body = await readFile(path);
      const isPage = extname(path) === '.html';
      const answer = isPage ? body.toString('utf8').replaceAll(NONCE_MARK, nonce) : body;
      return new Response(answer, { headers });
    } catch {
      return refusal(404);
    }
  });
}

function refusal(status: number): Response {
  return new Response(null, { status });
}
