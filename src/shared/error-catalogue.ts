/**
 * The one catalogue of errors. Every error that a person or a log can see has a code from here, which
 * says who has to act (blame), whether trying again by itself makes sense, and what to do now.
 */
export type Blame =
  | 'configuration'
  | 'credentials'
  | 'network'
  | 'syncflow'
  | 'broker'
  | 'livekit'
  | 'storage'
  | 'disk'
  | 'recorder';

interface CatalogueEntry {
  readonly blame: Blame;
  /** True: the recorder tries again by itself, with backoff. False: a person has to act first. */
  readonly retryable: boolean;
  /** What to do now, as one sentence for a person who is not a programmer. */
  readonly fix: string;
}

export const errorCatalogue = {
  // configuration
  'config-missing-name': entry('configuration', false, 'Add the named settings and start again.'),
  'config-bad-value': entry('configuration', false, 'Correct the named setting and start again.'),
  'config-unreadable': entry('configuration', false, 'Check that the file exists and can be read.'),
  'plain-connection-refused': entry(
    'configuration',
    false,
    'Use https, wss or amqps, or allow this host without encryption: in Settings, or with RECORDER_PLAIN_HOSTS.',
  ),
  'tls-untrusted': entry(
    'configuration',
    true,
    'If the server is yours, name the PEM file of its authority: in Settings under Advanced, or with RECORDER_CA.',
  ),
  'tls-expired': entry(
    'configuration',
    true,
    'Let whoever runs the server renew its certificate, and check the clock of this computer.',
  ),
  'tls-wrong-host': entry(
    'configuration',
    true,
    'Use the host name that the certificate is for, or let it be made for this one.',
  ),
  usage: entry('configuration', false, 'See --help.'),
  cancelled: entry('configuration', false, 'Start it again when you want to.'),
  // this machine
  'already-running': entry(
    'configuration',
    false,
    'Another recorder uses this data folder. Stop it, or choose another folder with --data.',
  ),
  'monitor-port': entry(
    'configuration',
    false,
    'Choose another port with RECORDER_MONITOR, or end the program that uses this one.',
  ),
  'folder-unwritable': entry('disk', false, 'Choose a data folder that this user may write to.'),
  'disk-full': entry('disk', true, 'Free space on the disk of the data folder.'),
  'disk-failed': entry('disk', true, 'Check the disk of the data folder.'),
  'recording-locked': entry(
    'recorder',
    true,
    'Another recorder writes this recording; wait for it.',
  ),
  'recording-damaged': entry('disk', false, 'Keep the folder as it is and run verify for details.'),
  'state-damaged': entry('disk', false, 'The damaged file was kept beside the new one.'),
  'state-newer': entry('configuration', false, 'Start the newer recorder, or use another folder.'),
  'capture-died': entry('recorder', true, 'Nothing: the recorder starts the part again by itself.'),
  'lane-down': entry(
    'recorder',
    true,
    'Nothing: one recorder goes on alone, the other tries again by itself.',
  ),
  'queue-overflow': entry(
    'recorder',
    true,
    'The machine or its disk is too slow for this traffic.',
  ),
  // SyncFlow
  'syncflow-unreachable': entry('network', true, 'Check the network and the server URL.'),
  'syncflow-timeout': entry('syncflow', true, 'The SyncFlow server does not answer; wait.'),
  'syncflow-unauthorized': entry(
    'credentials',
    false,
    'Check API key, secret and project id, and the clock of this computer.',
  ),
  'syncflow-not-found': entry('configuration', false, 'Check the project id and the server URL.'),
  'syncflow-refused': entry('syncflow', false, 'Read the message of the SyncFlow server.'),
  'syncflow-failed': entry('syncflow', true, 'The SyncFlow server reports a fault of its own.'),
  'syncflow-bad-answer': entry(
    'syncflow',
    true,
    'Check that the URL is that of a SyncFlow server.',
  ),
  'session-ghost': entry(
    'syncflow',
    false,
    'The session is Started but its room is gone: stop it.',
  ),
  'session-unknown': entry('configuration', false, 'Look at the list of sessions and its ids.'),
  'note-not-taken': entry(
    'recorder',
    false,
    'Look whether the session is being recorded, and take the note again.',
  ),
  'session-over': entry('configuration', false, 'Start a new session.'),
  // control
  'not-running': entry('configuration', false, 'Start the recorder on this data folder first.'),
  'control-refused': entry('configuration', false, 'Correct the command; see --help.'),
  // broker
  'broker-unreachable': entry(
    'network',
    true,
    'Check the network, and host and port of the broker (RABBITMQ_HOST, RABBITMQ_PORT).',
  ),
  'broker-login-refused': entry(
    'broker',
    true,
    'The SyncFlow server may be down; if it is not, check API key and secret.',
  ),
  'broker-auth-down': entry(
    'syncflow',
    true,
    'Wait for the SyncFlow server, or for its connection to the broker.',
  ),
  'broker-no-vhost': entry('configuration', false, 'Check RABBITMQ_VHOST_NAME.'),
  'broker-no-exchange': entry('broker', true, 'The SyncFlow server must be restarted to make it.'),
  'broker-bind-refused': entry('broker', true, 'The device group is not registered any more.'),
  'broker-channel-lost': entry('broker', true, 'Nothing: the recorder opens it again by itself.'),
  'announcement-malformed': entry(
    'syncflow',
    false,
    'Nothing: it is kept in the dead-letter folder.',
  ),
  // LiveKit
  'livekit-unreachable': entry('network', true, 'Check the network and the LiveKit server URL.'),
  'livekit-unauthorized': entry('credentials', false, 'Check the LiveKit API key and secret.'),
  'livekit-rejected': entry('livekit', true, 'Read the message of the LiveKit server.'),
  'livekit-link-failed': entry('network', true, 'Check that UDP to the LiveKit server is open.'),
  'livekit-no-media': entry(
    'network',
    true,
    'Let UDP, or TCP to the media port, through to the LiveKit server.',
  ),
  'livekit-link-lost': entry('network', true, 'Nothing: the recorder joins again by itself.'),
  'ping-failed': entry(
    'livekit',
    false,
    'Try again; whether the session is recorded does not depend on it.',
  ),
  // upload
  'storage-unreachable': entry(
    'network',
    true,
    'Check the network and the endpoint of the bucket.',
  ),
  'storage-proxy': entry(
    'network',
    true,
    'Correct the proxy of the bucket and its login, or ask whoever runs the network.',
  ),
  'storage-timeout': entry(
    'network',
    true,
    'The storage does not answer; wait, or check the network.',
  ),
  'storage-busy': entry('storage', true, 'The storage asks to slow down; the recorder waits.'),
  'storage-failed': entry('storage', true, 'The storage reports a fault of its own.'),
  'storage-credentials': entry(
    'credentials',
    false,
    'Correct access key and secret key of the bucket.',
  ),
  'storage-forbidden': entry(
    'credentials',
    false,
    'Give this key the right to put and read objects.',
  ),
  'storage-no-bucket': entry(
    'configuration',
    false,
    'Correct the bucket name, or create the bucket.',
  ),
  'storage-region': entry('configuration', false, 'Correct the region of the bucket.'),
  'storage-clock': entry('configuration', false, 'Set the clock of this computer.'),
  'storage-checksum': entry('storage', true, 'The object in the bucket differs; it is sent again.'),
  'storage-refused': entry('storage', false, 'Read the message of the storage.'),
  'storage-conflict': entry(
    'storage',
    false,
    'Another object has this name already; it was not overwritten.',
  ),
  'storage-full': entry('storage', true, 'Free space at the destination of the uploads.'),
  'storage-unwritable': entry(
    'storage',
    true,
    'Let this user write to the folder of the uploads, or choose another one.',
  ),
  'not-in-store': entry(
    'configuration',
    false,
    'Check bucket and key: give the key of the manifest, or that of its recording.',
  ),
  'stored-differs': entry(
    'storage',
    false,
    'The stored copy is not what was recorded: take another copy; verify names all such files.',
  ),
  'stored-gone': entry('storage', false, 'The local copy is kept: retry to store it again.'),
  'fetch-conflict': entry('configuration', false, 'Choose another folder; nothing was changed.'),
  'upload-source-missing': entry('disk', false, 'The local file is gone; restore it and retry.'),
  'upload-cancelled': entry(
    'configuration',
    false,
    'Retry it when it should be uploaded after all.',
  ),
  // exports
  'export-exists': entry('configuration', false, 'Choose another name or folder.'),
  'export-no-start': entry(
    'configuration',
    false,
    'Choose another start: the session, the recording, or a time.',
  ),
  'export-queue-full': entry('recorder', false, 'Wait until one of them is done, or cancel one.'),
  internal: entry('recorder', false, 'Please report this with the log.'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

function entry(blame: Blame, retryable: boolean, fix: string): CatalogueEntry {
  return { blame, retryable, fix };
}
