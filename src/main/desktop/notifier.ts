/** Shows notices as the system's notifications; a click leads to where the action is. */
import { Notification } from 'electron';
import type { NoticeSwitches, Place } from '../../shared/ipc/desktop.ts';
import type { WindowSnapshot } from '../../shared/ipc/views.ts';
import type { Log } from '../../shared/log.ts';
import { redact } from '../../shared/redact.ts';
import { NoticeBoard } from './notice-board.ts';
import { noticesOf, type FailedUpload, type Notice } from './notices.ts';

export interface NotifierOptions {
  readonly switches: () => NoticeSwitches;
  /** One for each kind of failure among the failed uploads. */
  readonly failedUploads: () => readonly FailedUpload[];
  readonly open: (place: Place) => void;
  readonly log: Log;
}

/** At most so many are kept for a click; older ones lie in the system's own list. */
const MOST_SHOWN = 20;

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #board = new NoticeBoard();
  /** A notification that nothing holds is collected, and its click with it. */
  #shown: Notification[] = [];
  #failedCount = 0;
  #failed: readonly FailedUpload[] = [];

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** @returns Everything that somebody has to see to now, told or not. */
  update(snapshot: WindowSnapshot): readonly Notice[] {
    const now = Date.now();
    this.#lookAtUploads(snapshot.uploads.failed);
    const notices = noticesOf(snapshot, this.#failed, now);
    for (const notice of this.#board.update(notices, now)) this.#tell(notice);
    return notices;
  }

  /** Snapshots come ten times a second, failures seldom. */
  #lookAtUploads(count: number): void {
    if (count === this.#failedCount) return;
    this.#failedCount = count;
    this.#failed = count === 0 ? [] : this.#options.failedUploads();
  }

  #tell({ key, kind, title, body, place }: Notice): void {
    const { switches, open, log } = this.#options;
    const wanted = switches()[kind] && Notification.isSupported();
    log.info('somebody has to act', { cause: key, kind, notified: wanted });
    if (!wanted) return;
    const notification = new Notification({ title: redact(title), body: redact(body) });
    notification.on('click', () => {
      open(place);
    });
    this.#shown = [...this.#shown, notification].slice(-MOST_SHOWN);
    notification.show();
  }
}
