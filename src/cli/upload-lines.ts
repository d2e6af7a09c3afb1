/** What `run` and `upload` tell of uploads: each change of state or of reason. */
import type { UploadEvent, UploadView } from '../shared/snapshot.ts';
import type { UploadOrdersView } from '../engine/state/upload-orders.ts';
import { formatBytes } from '../engine/recording/receipt.ts';
import { printJson, printLine } from './output.ts';

const INTERVAL_MS = 300;

/** One upload as a JSON object. */
export function uploadJson(view: UploadView): unknown {
  return { type: 'upload', ...view };
}

/** One upload as a line of text. */
export function uploadText(view: UploadView): string {
  const next =
    view.nextTryAt === null ? '' : `; next try ${new Date(view.nextTryAt).toISOString()}`;
  const reason = view.reason === null ? '' : `  ${view.reason}${next}`;
  const fix = view.state === 'failed' && view.fix !== null ? `  ${view.fix}` : '';
  const to = view.destinationKind === 's3' ? '' : ` to ${view.destinationKind}`;
  return `upload ${view.state.padEnd(10)} ${view.objectKey}${to} (${formatBytes(view.size)})${reason}${fix}`;
}

/** One line of an upload's history. */
export function eventText({ at, outcome, message }: UploadEvent): string {
  return `${new Date(at).toISOString()}  ${outcome}${message === null ? '' : `: ${message}`}`;
}

/** What was ordered of uploading as a whole, when anything was. */
export function uploadingText({ pausedAt, limit }: UploadOrdersView): string[] {
  const lines: string[] = [];
  if (pausedAt !== null) {
    lines.push(`uploading is paused since ${new Date(pausedAt).toISOString()}; --resume goes on`);
  }
  if (limit !== undefined && limit.bytesPerSecond !== null) {
    lines.push(`uploads take at most ${formatBytes(limit.bytesPerSecond)} a second together`);
  }
  return lines;
}

export class UploadReporter {
  readonly #views: () => readonly UploadView[];
  readonly #json: boolean;
  readonly #told = new Map<number, string>();
  readonly #timer: NodeJS.Timeout;

  constructor(views: () => readonly UploadView[], json: boolean) {
    this.#views = views;
    this.#json = json;
    // What is verified already when we start is old news.
    for (const view of views()) {
      if (view.state === 'verified') this.#told.set(view.id, key(view));
    }
    this.#timer = setInterval(() => {
      this.tick();
    }, INTERVAL_MS);
  }

  /** Tells what changed since the last call. */
  tick(): void {
    for (const view of this.#views()) {
      if (view.state === 'uploading' || this.#told.get(view.id) === key(view)) continue;
      this.#told.set(view.id, key(view));
      if (this.#json) printJson(uploadJson(view));
      else printLine(uploadText(view));
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.tick();
  }
}

const key = (view: UploadView): string => `${view.state} ${view.errorCode ?? ''}`;
