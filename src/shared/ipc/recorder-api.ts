/** The verbs that the window may call, as the preload exposes them on `window.recorder`. */
import type { CallAnswer, CallArgs, Channel, EventPayload } from './contract.ts';
import type { Outcome } from './outcome.ts';

type Verb<C extends Channel> = (...args: CallArgs<C>) => Promise<Outcome<CallAnswer<C>>>;
/** Returns the function that ends the subscription. */
type Subscription<T> = (listener: (payload: T) => void) => () => void;

export interface RecorderApi {
  readonly appInfo: Verb<'app:info'>;
  readonly setColourScheme: Verb<'app:set-colour-scheme'>;
  readonly openLogFolder: Verb<'app:open-log-folder'>;
  readonly reportProblem: Verb<'app:report-problem'>;
  readonly setupView: Verb<'setup:view'>;
  readonly saveSetup: Verb<'setup:save'>;
  readonly chooseFolder: Verb<'setup:choose-folder'>;
  readonly chooseAuthority: Verb<'setup:choose-authority'>;
  readonly chooseEnvFile: Verb<'setup:choose-env-file'>;
  readonly importEnvFile: Verb<'setup:import-env-file'>;
  readonly deleteEnvFile: Verb<'setup:delete-env-file'>;
  readonly allowUnprotectedSecrets: Verb<'setup:allow-unprotected-secrets'>;
  readonly snapshot: Verb<'engine:snapshot'>;
  readonly startEngine: Verb<'engine:start'>;
  readonly stopSession: Verb<'session:stop'>;
  readonly startSession: Verb<'session:start'>;
  readonly finaliseSession: Verb<'session:finalise'>;
  readonly watchFeed: Verb<'feed:watch'>;
  readonly readMessage: Verb<'message:read'>;
  readonly uploadsPage: Verb<'uploads:page'>;
  readonly retryUploads: Verb<'uploads:retry'>;
  readonly cancelUploads: Verb<'uploads:cancel'>;
  readonly sendUploadsFirst: Verb<'uploads:send-first'>;
  readonly uploadHistory: Verb<'uploads:history'>;
  readonly testDestinations: Verb<'uploads:test'>;
  readonly pauseUploads: Verb<'uploads:pause'>;
  readonly limitUploads: Verb<'uploads:limit'>;
  readonly recordings: Verb<'recordings:page'>;
  readonly recordingChoices: Verb<'recordings:choices'>;
  readonly refreshRecordings: Verb<'recordings:refresh'>;
  readonly recording: Verb<'recordings:get'>;
  readonly fetchRecording: Verb<'recordings:fetch'>;
  readonly verifyRecording: Verb<'recordings:verify'>;
  readonly openRecordingFolder: Verb<'recordings:open-folder'>;
  readonly openReading: Verb<'reading:open'>;
  readonly readRows: Verb<'reading:rows'>;
  readonly readRowAt: Verb<'reading:row-at'>;
  readonly stopReading: Verb<'reading:stop'>;
  readonly closeReading: Verb<'reading:close'>;
  readonly devices: Verb<'desk:devices'>;
  readonly registerDevice: Verb<'desk:register-device'>;
  readonly deleteDevice: Verb<'desk:delete-device'>;
  readonly createSession: Verb<'desk:create-session'>;
  readonly endSession: Verb<'desk:end-session'>;
  readonly presence: Verb<'desk:presence'>;
  readonly expectGroups: Verb<'desk:expect'>;
  readonly ping: Verb<'desk:ping'>;
  readonly preflight: Verb<'preflight:view'>;
  readonly beginPreflight: Verb<'preflight:begin'>;
  readonly beginRoundTrip: Verb<'preflight:round-trip'>;
  readonly cancelPreflight: Verb<'preflight:cancel'>;
  readonly onSnapshot: Subscription<EventPayload<'engine:changed'>>;
  readonly onFeed: Subscription<EventPayload<'feed:rows'>>;
  readonly onPreflight: Subscription<EventPayload<'preflight:changed'>>;
  readonly onRecordings: Subscription<EventPayload<'recordings:changed'>>;
  readonly onReading: Subscription<EventPayload<'reading:changed'>>;
}
