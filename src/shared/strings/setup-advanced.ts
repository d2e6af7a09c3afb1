/** Texts of the settings that few need: advanced ones of the recorder, finer ones of a bucket. */
export const advancedStrings = {
  title: 'Advanced',
  hint: 'Which sessions, clock, finishing, space on the disk; as they are, they suit most labs',
  sessions: {
    label: 'Sessions to record',
    hint: 'Sessions made in this window are always recorded',
    announcedHint: 'A session that is announced while RabbitMQ is away is missed',
    modes: {
      every: 'Every session of the projects',
      name: 'Those whose name fits a pattern',
      announced: 'Only those announced to the device groups above',
    },
    pattern: 'Pattern',
    patternHint: '* stands for anything, ? for one character; several with commas',
    patternExample: 'Study 7*',
  },
  clock: {
    label: 'Time servers',
    hint: 'The clock of this computer is compared with them; it is never set',
    modes: { auto: 'Those of this computer', off: 'None', servers: 'These servers' },
    servers: 'Servers',
    serversHint: 'host or host:port, several with commas',
  },
  capture: {
    label: 'How rooms are joined',
    hint: 'Leave it to the recorder unless somebody who knows your network says otherwise',
    choices: {
      auto: 'By itself: our own client, LiveKit’s where that gets no way through',
      wire: 'Our own client only',
      'rtc-node': 'LiveKit’s client only (sees less, needs more memory)',
    },
  },
  finalise: {
    label: 'Finish recordings by themselves when their session is over',
    onHint: 'They are read again, checked, and uploaded whole',
    offHint:
      'They stay open, and are not uploaded whole, until somebody runs syncflow-recorder finalize',
    every: 'Look for recordings left open every',
    everyHint: 'Minutes; after a crash, for instance',
  },
  reserve: {
    label: 'Free space that a new recording needs',
    hint: 'Megabytes; one under way stops at a tenth of it, and says so',
  },
  segments: {
    size: 'Begin a new file after',
    sizeHint: 'Megabytes (MiB); closed files are uploaded while the session runs',
    age: 'At the latest after',
    ageHint: 'Minutes',
  },
  authority: {
    label: 'Certificate authority of your own',
    hint: 'A PEM file; trusted beside the usual ones for SyncFlow, RabbitMQ, LiveKit and the bucket',
    none: 'none',
  },
} as const;

export const bucketStrings = {
  title: 'More about this bucket',
  hint: 'Temporary keys, layout, addressing, checksums, proxy; most buckets need none of it',
  temporary: 'The keys are temporary ones, with a session token',
  temporaryHint:
    'They end after some hours; uploads then fail until new ones are saved here, and are retried on the page Uploads',
  layout: 'Layout of the bucket',
  layoutHint: 'Fields in braces; with {recordingId} or {sessionId}, and /{file} at the end',
  /** The example follows. */
  forInstance: 'For instance',
  layoutUnusable: 'This layout cannot be used yet.',
  addressing: 'Where requests name the bucket',
  addressings: {
    path: 'In the path: endpoint/bucket/…',
    'virtual-host': 'In the host name: bucket.endpoint/…',
  },
  checksums: 'Checksums for the store to check',
  checksumKinds: {
    sha256: 'SHA-256',
    md5: 'MD5, for old stores',
    none: 'None; files are read back whole',
  },
  proxy: 'Proxy to this bucket',
  proxyHint:
    'Empty: that of this computer’s environment. A login goes in front of the host, as name:password@, and is kept with the other secrets.',
  connect: 'Give up connecting after',
  connectHint: 'Seconds',
  idle: 'Give up a silent connection after',
  idleHint: 'Seconds without a single byte',
  /** Names in the example of a layout. */
  example: { projectName: 'Project name', room: 'Room 1', sessionName: 'Session 1' },
} as const;
