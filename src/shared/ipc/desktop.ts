/** How the app behaves on the desktop: tray, notifications, start with the computer, zoom, its log. */
import { z } from 'zod';

/** Causes that somebody has to see to; each can be switched off. */
export const noticeKinds = ['disk', 'uploads', 'credentials', 'recording', 'clock'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const noticeSwitchesSchema = z.object({
  disk: z.boolean(),
  uploads: z.boolean(),
  credentials: z.boolean(),
  recording: z.boolean(),
  clock: z.boolean(),
});
export type NoticeSwitches = z.infer<typeof noticeSwitchesSchema>;

export const allNotices: NoticeSwitches = {
  ...{ disk: true, uploads: true, credentials: true, recording: true, clock: true },
};

export const desktopViewSchema = z.object({
  notices: noticeSwitchesSchema,
  /** False: this system shows none, whatever is switched on. */
  noticesSupported: z.boolean(),
  launchAtLogin: z.boolean(),
  zoomPercent: z.number(),
});
export type DesktopView = z.infer<typeof desktopViewSchema>;

export const zoomStepSchema = z.enum(['in', 'out', 'reset']);
export type ZoomStep = z.infer<typeof zoomStepSchema>;

export const settingsTabs = [
  'recording',
  'notifications',
  'appearance',
  'move',
  'log',
  'about',
] as const;
export type SettingsTab = (typeof settingsTabs)[number];

/** Where menu, tray and notifications lead. */
export const placeSchema = z.discriminatedUnion('page', [
  z.object({
    page: z.enum(['home', 'new-session', 'check', 'devices', 'uploads', 'recordings']),
  }),
  z.object({ page: z.literal('session'), sessionId: z.string() }),
  z.object({ page: z.literal('settings'), tab: z.enum(settingsTabs) }),
  z.object({ page: z.literal('shortcuts') }),
]);
export type Place = z.infer<typeof placeSchema>;

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** The last lines of the log file, oldest first. */
export const logPageSchema = z.object({
  lines: z.array(
    z.object({
      /** As the file has it; empty when the line has none. */
      at: z.string(),
      level: z.enum(logLevels),
      text: z.string(),
    }),
  ),
  /** True: the file begins earlier than what is shown. */
  more: z.boolean(),
});
export type LogPage = z.infer<typeof logPageSchema>;

/** What a file of diagnostics would hold, before it is saved. */
export const diagnosticsPreviewSchema = z.object({
  previewId: z.string(),
  entries: z.array(z.object({ name: z.string(), what: z.string(), bytes: z.number() })),
});
export type DiagnosticsPreview = z.infer<typeof diagnosticsPreviewSchema>;

/** What an import of exported settings would change. Secrets are never in such a file. */
export const settingsPreviewSchema = z.object({
  importId: z.string(),
  path: z.string(),
  exportedAt: z.string(),
  exportedBy: z.string(),
  rows: z.array(z.object({ name: z.string(), now: z.string(), after: z.string() })),
  /** Projects whose keys and secrets have to be typed here afterwards. */
  withoutSecrets: z.array(z.string()),
});
export type SettingsPreview = z.infer<typeof settingsPreviewSchema>;
