/** What somebody chose in the export dialog, and what is ordered by it. */
import type { ExportFormat, ExportOptions } from '../../../../shared/ipc/exports.ts';
import { strings } from '../../../../shared/strings/strings.ts';

export const startChoices = ['session', 'recording', 'video', 'time'] as const;
export type StartChoice = (typeof startChoices)[number];

export interface ExportForm {
  readonly format: ExportFormat;
  readonly flatten: boolean;
  readonly spreadsheetSafe: boolean;
  readonly streamParts: boolean;
  readonly participant: string | null;
  readonly topic: string | null;
  readonly kind: string | null;
  /** As the fields write a moment of this computer's clock; empty: none. */
  readonly from: string;
  readonly to: string;
  readonly start: StartChoice;
  readonly startAt: string;
}

export const emptyForm: ExportForm = {
  ...{ format: 'csv', flatten: false, spreadsheetSafe: false, streamParts: false },
  ...{ participant: null, topic: null, kind: null, from: '', to: '' },
  ...{ start: 'session', startAt: '' },
};

/** What can be set for a format; the rest is left as it is. */
export const settingsOf: Readonly<
  Record<
    ExportFormat,
    {
      readonly table: boolean;
      readonly streams: boolean;
      readonly start: boolean;
      readonly kind: boolean;
    }
  >
> = {
  csv: { table: true, streams: true, start: false, kind: true },
  parquet: { table: false, streams: true, start: false, kind: true },
  jsonl: { table: false, streams: false, start: false, kind: true },
  daemon: { table: false, streams: false, start: false, kind: false },
  vtt: { table: false, streams: true, start: true, kind: true },
  events: { table: false, streams: false, start: true, kind: false },
};

/** @returns What is ordered, or what is wrong with the form, in words. */
export function optionsOf(form: ExportForm): ExportOptions | string {
  const { format, participant, topic, kind } = form;
  const can = settingsOf[format];
  const from = momentOf(form.from);
  const to = momentOf(form.to);
  const startAt = momentOf(form.startAt);
  if (from !== null && to !== null && from > to) return strings.exports.part.endFirst;
  if (can.start && form.start === 'time' && startAt === null) return strings.exports.part.noStart;
  return {
    format,
    flatten: can.table && form.flatten,
    spreadsheetSafe: can.table && form.spreadsheetSafe,
    streamParts: can.streams && form.streamParts,
    filter: {
      ...{ text: '', participant, topic, from, to },
      kinds: can.kind && kind !== null ? [kind] : null,
    },
    start:
      !can.start || form.start === 'session'
        ? { at: 'session' }
        : form.start === 'time'
          ? { at: 'time', moment: startAt ?? 0 }
          : { at: form.start },
  };
}

/** @param text As a field for date and time writes it. @returns Unix milliseconds; null for none. */
function momentOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text)) return null;
  const at = new Date(text).getTime();
  return Number.isNaN(at) || at < 0 ? null : at;
}
