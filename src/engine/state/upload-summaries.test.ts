import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { openState } from './state-database.ts';
import { temporaryFolder } from './testing.ts';

test('the uploads of recordings as a whole: what needs most of each file, and which recordings stand so', () => {
  const folder = temporaryFolder('summaries');
  const state = openState(join(folder.path, 'state.sqlite'), silentLog);
  try {
    const put = (
      recordingId: string,
      file: string,
      to: 'verified' | 'failed' | 'waiting',
      destination: 's3' | 'folder' = 's3',
    ): void => {
      const role = file === 'manifest.json' ? ('manifest' as const) : ('segment' as const);
      const { id } = state.uploads.insert(
        {
          ...{
            recordingId,
            sessionId: null,
            projectId: 'p',
            destination,
            folder: '/r',
            file,
            role,
          },
          ...{ objectKey: file, bucket: 'b', size: 1, sha256: null },
        },
        1,
      );
      if (to !== 'waiting') state.uploads.change(id, ['waiting'], { state: to }, null, 2);
    };
    put('whole', 'one', 'verified');
    put('whole', 'manifest.json', 'verified');
    put('no manifest yet', 'one', 'verified');
    put('twice', 'one', 'verified');
    put('twice', 'one', 'failed', 'folder');
    put('twice', 'manifest.json', 'waiting');
    const of = state.uploadSummaries.of(['whole', 'twice', 'unknown']);
    expect(of.get('whole')).toEqual({ files: 2, verified: 2, failed: 0, cancelled: 0, renamed: 0 });
    expect(of.get('twice')).toEqual({ files: 2, verified: 0, failed: 1, cancelled: 0, renamed: 0 });
    expect(of.size).toBe(2);
    expect(state.uploadSummaries.recordings('verified')).toEqual(['whole']);
    expect(state.uploadSummaries.recordings('failed')).toEqual(['twice']);
    expect(state.uploadSummaries.recordings('open')).toEqual(['twice']);
    expect(state.uploadSummaries.recordings('known')).toHaveLength(3);
  } finally {
    state.close();
    folder.remove();
  }
});
