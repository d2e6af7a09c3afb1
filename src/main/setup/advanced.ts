/** Between the "Advanced" part of the form and what the engine takes. */
import {
  defaultFinalise,
  defaultJournalSettings,
  defaultUploadSettings,
} from '../../engine/config/config.ts';
import { BEGIN_PER_RESERVE } from '../../engine/disk.ts';
import { defaultClockSettings } from '../../shared/capture-protocol.ts';
import { defaultAdvanced, type AdvancedForm } from '../../shared/ipc/advanced.ts';
import type { StoredSetup } from '../settings/settings-schema.ts';

type Extras = NonNullable<StoredSetup['imported']>;

const NAME = 'name:';
const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;

export function advancedOf(extras: Extras | null): AdvancedForm {
  if (extras === null) return defaultAdvanced;
  const { caFile, sessions, clock, capture, finalise, journal } = extras;
  return {
    sessions: sessions.startsWith(NAME)
      ? { mode: 'name', pattern: sessions.slice(NAME.length) }
      : { mode: sessions === 'announced' ? 'announced' : 'every', pattern: '' },
    clock:
      clock.ntp === 'auto' || clock.ntp === 'off'
        ? { mode: clock.ntp, servers: '' }
        : { mode: 'servers', servers: clock.ntp },
    capture,
    finalise: {
      auto: finalise.auto,
      minutes: Math.max(1, Math.round(finalise.intervalMs / MINUTE_MS)),
    },
    caFile: caFile ?? '',
    segments: {
      mib: Math.max(1, Math.round(journal.segmentBytes / MIB)),
      minutes: Math.max(1, Math.round(journal.segmentMs / MINUTE_MS)),
    },
    diskReserveMb: Math.max(10, Math.round((journal.reserveBytes * BEGIN_PER_RESERVE) / 1e6)),
  };
}

/** What the form does not ask for stays as it was; so does what it shows only rounded and nobody changed. */
export function extrasOf(form: AdvancedForm, previous: Extras | null): Extras {
  const before = advancedOf(previous);
  const { caFile, segments, sessions, clock, capture, finalise, diskReserveMb } = form;
  const journal = previous?.journal ?? defaultJournalSettings;
  const finaliseBefore = previous?.finalise ?? defaultFinalise;
  return {
    uploads: defaultUploadSettings,
    ...previous,
    caFile: caFile === '' ? null : caFile,
    capture,
    sessions: sessions.mode === 'name' ? `${NAME}${sessions.pattern}` : sessions.mode,
    clock: {
      ...(previous?.clock ?? defaultClockSettings),
      ntp: clock.mode === 'servers' ? clock.servers : clock.mode,
    },
    finalise: {
      auto: finalise.auto,
      intervalMs:
        finalise.minutes === before.finalise.minutes
          ? finaliseBefore.intervalMs
          : finalise.minutes * MINUTE_MS,
    },
    journal: {
      ...journal,
      segmentBytes:
        segments.mib === before.segments.mib ? journal.segmentBytes : segments.mib * MIB,
      segmentMs:
        segments.minutes === before.segments.minutes
          ? journal.segmentMs
          : segments.minutes * MINUTE_MS,
      reserveBytes:
        diskReserveMb === before.diskReserveMb
          ? journal.reserveBytes
          : (diskReserveMb * 1e6) / BEGIN_PER_RESERVE,
    },
  };
}
