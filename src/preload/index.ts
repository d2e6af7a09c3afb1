/** The only bridge between window and main process: named verbs, no channels, no Node. */
import { contextBridge } from 'electron';
import type { RecorderApi } from '../shared/ipc/recorder-api.ts';
import { call, subscribe } from './ipc.ts';

const recorder: RecorderApi = {
  appInfo: call('app:info'),
  setColourScheme: call('app:set-colour-scheme'),
  openLogFolder: call('app:open-log-folder'),
  reportProblem: call('app:report-problem'),
  setupView: call('setup:view'),
  saveSetup: call('setup:save'),
  chooseFolder: call('setup:choose-folder'),
  chooseAuthority: call('setup:choose-authority'),
  chooseEnvFile: call('setup:choose-env-file'),
  importEnvFile: call('setup:import-env-file'),
  deleteEnvFile: call('setup:delete-env-file'),
  allowUnprotectedSecrets: call('setup:allow-unprotected-secrets'),
  snapshot: call('engine:snapshot'),
  startEngine: call('engine:start'),
  stopSession: call('session:stop'),
  startSession: call('session:start'),
  finaliseSession: call('session:finalise'),
  watchFeed: call('feed:watch'),
  readMessage: call('message:read'),
  uploadsPage: call('uploads:page'),
  retryUploads: call('uploads:retry'),
  cancelUploads: call('uploads:cancel'),
  sendUploadsFirst: call('uploads:send-first'),
  uploadHistory: call('uploads:history'),
  pauseUploads: call('uploads:pause'),
  limitUploads: call('uploads:limit'),
  recordings: call('recordings:list'),
  verifyRecording: call('recordings:verify'),
  openRecordingFolder: call('recordings:open-folder'),
  devices: call('desk:devices'),
  registerDevice: call('desk:register-device'),
  deleteDevice: call('desk:delete-device'),
  createSession: call('desk:create-session'),
  endSession: call('desk:end-session'),
  presence: call('desk:presence'),
  expectGroups: call('desk:expect'),
  ping: call('desk:ping'),
  onSnapshot: subscribe('engine:changed'),
  onFeed: subscribe('feed:rows'),
};

contextBridge.exposeInMainWorld('recorder', recorder);
