/** The page's address, policy and files, without Electron: what may be served, and under which rules. */
import { join, normalize, sep } from 'node:path';

export const APP_SCHEME = 'recorder';
export const APP_ORIGIN = `${APP_SCHEME}://app`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** Whether a frame shows our own page. */
export function isAppPage(address: string): boolean {
  return address.startsWith(`${APP_ORIGIN}/`);
}

/**
 * Mantine inserts style elements, which carry the nonce. React and the virtual list set single styles
 * through the DOM, which needs no exception.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** Null for anything that is not a file below `folder`. */
export function pathInside(
  folder: string,
  request: { url: string; method: string },
): string | null {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.host !== 'app') return null;
  let name: string;
  try {
    name = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.includes('\\')) return null;
  const path = normalize(join(folder, name));
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;
}
