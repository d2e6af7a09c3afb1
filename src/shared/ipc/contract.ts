/**
 * The contract between window and main process, by direction: channel → what goes in, what comes out.
 * Main checks both with these schemas; preload and window take only the types.
 */
import { z } from 'zod';
import { decimal, laneSchema } from '../records.ts';
import { markersSchema, noteOrderSchema, takenNoteSchema } from '../notes.ts';
import { pingResultSchema } from '../ping.ts';
import { rowsAnswerSchema, rowsRequestSchema, timelineSchema } from '../timeline.ts';
import {
  newDeviceSchema,
  newSessionSchema,
  presenceViewSchema,
  registeredDeviceSchema,
} from './desk.ts';
import { exportJobSchema, exportOptionsSchema } from './exports.ts';
import { libraryChoicesSchema, libraryPageSchema, libraryQuerySchema } from './library.ts';
import { MOST_READ_ROWS, readFilterSchema, readingViewSchema, readRowsSchema } from './reading.ts';
import {
  desktopViewSchema,
  diagnosticsPreviewSchema,
  logPageSchema,
  noticeSwitchesSchema,
  placeSchema,
  settingsPreviewSchema,
  zoomStepSchema,
} from './desktop.ts';
import { packedFeedSchema } from './packed-feed.ts';
import { checkedParts, partTestSchema, preflightViewSchema } from './preflight.ts';
import {
  fullMessageSchema,
  uploadEventSchema,
  uploadPageSchema,
  uploadQuerySchema,
  uploadSelectionSchema,
  verificationViewSchema,
  windowRecordingSchema,
} from './recordings.ts';
import { envPreviewSchema, setupFormSchema, setupViewSchema } from './setup.ts';
import { destinationTestSchema } from './upload-settings.ts';
import { updateViewSchema } from './updates.ts';
import { windowSnapshotSchema } from './views.ts';

export const colourSchemeSchema = z.enum(['auto', 'light', 'dark']);
export type ColourScheme = z.infer<typeof colourSchemeSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  electron: z.string(),
  colourScheme: colourSchemeSchema,
  logFolder: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

const id = z.string().min(1).max(200);
const nothing = z.tuple([]);
const none = z.void();
const readingId = z.number().int().nonnegative();
const uploadIds = z.array(z.number().int()).min(1).max(10_000);

/** Window → main. */
export const callSchemas = {
  'app:info': { args: nothing, answer: appInfoSchema },
  'app:set-colour-scheme': { args: z.tuple([colourSchemeSchema]), answer: none },
  'app:open-log-folder': { args: nothing, answer: none },
  /** Into the clipboard of the system. */
  'app:copy-text': { args: z.tuple([z.string().max(2_000_000)]), answer: none },
  'app:report-problem': { args: z.tuple([z.string().max(4000)]), answer: none },
  'setup:view': { args: nothing, answer: setupViewSchema },
  'setup:save': { args: z.tuple([setupFormSchema]), answer: none },
  'setup:choose-folder': { args: nothing, answer: z.string().nullable() },
  'setup:choose-authority': { args: nothing, answer: z.string().nullable() },
  'setup:choose-env-file': { args: nothing, answer: envPreviewSchema.nullable() },
  'setup:import-env-file': { args: z.tuple([id, z.string().min(1)]), answer: none },
  'setup:delete-env-file': { args: z.tuple([id]), answer: none },
  'setup:allow-unprotected-secrets': { args: z.tuple([z.boolean()]), answer: none },
  'engine:snapshot': { args: nothing, answer: windowSnapshotSchema },
  'engine:start': { args: nothing, answer: none },
  'session:stop': { args: z.tuple([id]), answer: none },
  'session:start': { args: z.tuple([id]), answer: none },
  'session:finalise': { args: z.tuple([id]), answer: none },
  /** How long ago its key was pressed is part of the order. Answered when it stands in the journal. */
  'notes:take': { args: z.tuple([id, noteOrderSchema]), answer: takenNoteSchema },
  'notes:withdraw': { args: z.tuple([id, id]), answer: takenNoteSchema },
  'notes:markers': { args: nothing, answer: markersSchema },
  'notes:set-markers': { args: z.tuple([markersSchema]), answer: none },
  /** Null: nothing of the session is on disk yet. */
  'session:timeline': { args: z.tuple([id]), answer: timelineSchema.nullable() },
  'session:rows': { args: z.tuple([id, rowsRequestSchema]), answer: rowsAnswerSchema.nullable() },
  'feed:watch': { args: z.tuple([id.nullable()]), answer: none },
  'message:read': {
    args: z.tuple([id, z.number().int().positive(), laneSchema]),
    answer: fullMessageSchema.nullable(),
  },
  'uploads:page': { args: z.tuple([uploadQuerySchema]), answer: uploadPageSchema },
  'uploads:retry': { args: z.tuple([uploadSelectionSchema]), answer: none },
  'uploads:send-first': { args: z.tuple([uploadSelectionSchema]), answer: none },
  'uploads:cancel': { args: z.tuple([uploadIds]), answer: none },
  'uploads:history': { args: z.tuple([z.number().int()]), answer: z.array(uploadEventSchema) },
  'uploads:test': { args: nothing, answer: z.array(destinationTestSchema) },
  'uploads:pause': { args: z.tuple([z.boolean()]), answer: none },
  /** kB a second, null for none; settings: as they say. */
  'uploads:limit': {
    args: z.tuple([z.union([z.number().int().min(32), z.literal('settings')]).nullable()]),
    answer: none,
  },
  'recordings:page': { args: z.tuple([libraryQuerySchema]), answer: libraryPageSchema },
  'recordings:choices': { args: nothing, answer: libraryChoicesSchema },
  /** Looks at the folders again. */
  'recordings:refresh': { args: nothing, answer: none },
  'recordings:get': { args: z.tuple([id]), answer: windowRecordingSchema },
  'recordings:fetch': { args: z.tuple([id]), answer: none },
  'recordings:verify': { args: z.tuple([id]), answer: verificationViewSchema },
  'recordings:open-folder': { args: z.tuple([id]), answer: none },
  /** Asks where to; the answer is where it was put, null when nobody says. */
  'recordings:save-receipt': { args: z.tuple([id]), answer: z.string().nullable() },
  /** Begins to read a recording; `reading:changed` tells how far it is. The answer is its id. */
  'reading:open': { args: z.tuple([id, readFilterSchema]), answer: z.number().int() },
  'reading:rows': {
    args: z.tuple([readingId, readingId, z.number().int().min(1).max(MOST_READ_ROWS)]),
    answer: readRowsSchema,
  },
  /** The first row that arrived then or later; nanoseconds since 1970. */
  'reading:row-at': { args: z.tuple([readingId, decimal]), answer: z.number().int() },
  'reading:stop': { args: z.tuple([readingId]), answer: none },
  'reading:close': { args: z.tuple([readingId]), answer: none },
  /** Asks where to; null when nobody says. The answer is its id. */
  'exports:begin': {
    args: z.tuple([id, exportOptionsSchema]),
    answer: z.number().int().nullable(),
  },
  'exports:list': { args: nothing, answer: z.array(exportJobSchema) },
  'exports:cancel': { args: z.tuple([z.number().int()]), answer: none },
  /** Takes one that is over off the list. */
  'exports:forget': { args: z.tuple([z.number().int()]), answer: none },
  /** In the system's file manager. */
  'exports:show': { args: z.tuple([z.number().int()]), answer: none },
  'desk:devices': { args: z.tuple([id]), answer: z.array(registeredDeviceSchema) },
  'desk:register-device': {
    args: z.tuple([newDeviceSchema]),
    /** False: one of that name was in the group already. */
    answer: z.object({ isNew: z.boolean() }),
  },
  'desk:delete-device': { args: z.tuple([id, id]), answer: none },
  'desk:create-session': {
    args: z.tuple([newSessionSchema]),
    answer: z.object({ sessionId: z.string() }),
  },
  'desk:end-session': { args: z.tuple([id]), answer: none },
  'desk:presence': { args: z.tuple([id]), answer: presenceViewSchema },
  'desk:expect': { args: z.tuple([id, z.array(id).max(1000)]), answer: none },
  'desk:ping': { args: z.tuple([id]), answer: pingResultSchema },
  'desktop:view': { args: nothing, answer: desktopViewSchema },
  'desktop:set-notices': { args: z.tuple([noticeSwitchesSchema]), answer: none },
  'desktop:set-launch-at-login': { args: z.tuple([z.boolean()]), answer: none },
  'desktop:zoom': { args: z.tuple([zoomStepSchema]), answer: none },
  'transfer:export': { args: nothing, answer: z.string().nullable() },
  'transfer:choose': { args: nothing, answer: settingsPreviewSchema.nullable() },
  'transfer:import': { args: z.tuple([id]), answer: none },
  'transfer:diagnostics': { args: nothing, answer: diagnosticsPreviewSchema },
  'transfer:save-diagnostics': { args: z.tuple([id]), answer: z.string().nullable() },
  'desktop:log': { args: nothing, answer: logPageSchema },
  'preflight:view': { args: nothing, answer: preflightViewSchema },
  'preflight:begin': { args: nothing, answer: none },
  /** A test session in this project, through to where it is uploaded. */
  'preflight:round-trip': { args: z.tuple([id]), answer: none },
  'preflight:test-part': { args: z.tuple([z.enum(checkedParts)]), answer: z.array(partTestSchema) },
  'preflight:cancel': { args: nothing, answer: none },
  'updates:view': { args: nothing, answer: updateViewSchema },
  'updates:set-wanted': { args: z.tuple([z.boolean()]), answer: none },
} as const;

/** Main → window. */
export const eventSchemas = {
  'engine:changed': windowSnapshotSchema,
  'feed:rows': packedFeedSchema,
  'preflight:changed': preflightViewSchema,
  /** There is something else to list now. */
  'recordings:changed': z.null(),
  'reading:changed': readingViewSchema,
  'exports:changed': z.array(exportJobSchema),
  /** Menu, tray or a notification lead to a page. */
  'desktop:go': placeSchema,
  'updates:changed': updateViewSchema,
} as const;

type Schemas = typeof callSchemas;
export type Channel = keyof Schemas;
export type CallArgs<C extends Channel> = z.infer<Schemas[C]['args']>;
export type CallAnswer<C extends Channel> = z.infer<Schemas[C]['answer']>;
export type Calls = { readonly [C in Channel]: (...args: CallArgs<C>) => CallAnswer<C> };

export type EventChannel = keyof typeof eventSchemas;
export type EventPayload<E extends EventChannel> = z.infer<(typeof eventSchemas)[E]>;
export type Events = { readonly [E in EventChannel]: (payload: EventPayload<E>) => void };
