/** Between the uploads part of the form and what the engine takes. */
import type { UploadSettings } from '../../engine/config/config.ts';
import type { UploadsForm } from '../../shared/ipc/upload-settings.ts';

export function uploadsFormOf(settings: UploadSettings): UploadsForm {
  const { when, concurrency, limitBytesPerSecond, keepDays } = settings;
  const limitKb =
    limitBytesPerSecond === null ? null : Math.max(32, Math.round(limitBytesPerSecond / 1000));
  return { when, concurrency, limitKb, keepDays };
}

export function uploadSettingsOf(form: UploadsForm): UploadSettings {
  const { when, concurrency, limitKb, keepDays } = form;
  const limitBytesPerSecond = limitKb === null ? null : limitKb * 1000;
  return { when, concurrency, limitBytesPerSecond, keepDays };
}
