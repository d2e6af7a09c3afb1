/** Which operation of S3 a request is, as far as uploads are concerned. */
import type { IncomingHttpHeaders } from 'node:http';

export type StoreOperation =
  | 'put'
  | 'create'
  | 'part'
  | 'complete'
  | 'abort'
  | 'list-parts'
  | 'list-uploads'
  | 'head'
  | 'get'
  | 'other';

/** @param url path and query of the request */
export function operationOf(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
): StoreOperation {
  const query = new URL(url, 'http://store').searchParams;
  const hasId = query.has('uploadId');
  switch (method) {
    case 'PUT':
      if (hasId) return 'part';
      return headers['x-amz-copy-source'] === undefined ? 'put' : 'other';
    case 'POST':
      if (query.has('uploads')) return 'create';
      return hasId ? 'complete' : 'other';
    case 'DELETE':
      return hasId ? 'abort' : 'other';
    case 'HEAD':
      return 'head';
    case 'GET':
      if (hasId) return 'list-parts';
      return query.has('uploads') ? 'list-uploads' : 'get';
    default:
      return 'other';
  }
}
