/** The rights that docs/uploads.md asks of a bucket are enough: nothing that runs could delete or list. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { filesBelow } from '../../../stack/files-below.ts';

const source = fileURLToPath(new URL('../..', import.meta.url));
const ours = filesBelow(source).filter(
  ({ path }) => /\.tsx?$/.test(path) && !/\.test\.ts$|\/testing[./]|\.fixture\.ts$/.test(path),
);

test('no request of ours deletes from a bucket or lists it', () => {
  expect(ours.length).toBeGreaterThan(300);
  const commands = new Set(
    ours.flatMap(({ content }) => content.match(/\b[A-Z][A-Za-z]+Command(?=\()/g) ?? []),
  );
  expect([...commands].filter((name) => /Object|Upload|Bucket|Part/.test(name)).sort()).toEqual([
    'AbortMultipartUploadCommand',
    'CompleteMultipartUploadCommand',
    'CreateMultipartUploadCommand',
    'GetObjectCommand',
    'HeadObjectCommand',
    'ListMultipartUploadsCommand',
    'ListPartsCommand',
    'PutObjectCommand',
    'UploadPartCommand',
  ]);
});
