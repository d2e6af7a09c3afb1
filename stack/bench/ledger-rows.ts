import { silentLog } from '../../src/shared/log.ts';
import { openState } from '../../src/engine/state/state-database.ts';

/** Of the only project of these ledgers. */
export const LEDGER_PROJECT = 'p1';
const FILES_EACH = 20;

/** Half verified, the rest waiting, a few failed: as after a day without network. */
export function fillLedger(file: string, rows: number): void {
  const state = openState(file, silentLog);
  state.transaction(() => {
    for (let index = 0; index < rows; index += 1) {
      const recording = Math.floor(index / FILES_EACH);
      const isManifest = index % FILES_EACH === FILES_EACH - 1;
      const name = isManifest
        ? 'manifest.json'
        : `messages-${String(index).padStart(6, '0')}.jsonl`;
      const { id } = state.uploads.insert(
        {
          recordingId: `recording-${recording}`,
          sessionId: `session-${recording}`,
          projectId: LEDGER_PROJECT,
          destination: 's3',
          folder: `recordings/alpha/recording-${recording}`,
          file: name,
          role: isManifest ? 'manifest' : 'segment',
          objectKey: `alpha-p1/room/text-egress/all-topics/recording-${recording}/${name}`,
          bucket: 'bench',
          size: 64 * 1024 * 1024,
          sha256: null,
        },
        index,
      );
      const to = recording % 2 === 0 ? 'verified' : index % 500 === 7 ? 'failed' : null;
      if (to !== null) state.uploads.change(id, ['waiting'], { state: to }, to, index);
    }
    // Nothing may begin while it is measured.
    state.uploadOrders.pause(1);
  });
  state.close();
}
