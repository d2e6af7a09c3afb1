/** Keys and tokens: encrypted on disk, never given back, in no text. */
import { integration, unit } from '../guard-of.mjs';

const SECRETS = 'src/main/settings/secrets.ts';
const REDACT = 'src/shared/redact.ts';
const stored = (/** @type {string} */ test) => unit('src/main/settings/secrets.test.ts', test);
const redacted = (/** @type {string} */ test) => unit('src/shared/redact.test.ts', test);

/** @type {readonly import('../list.mjs').Mutation[]} */
export const secrets = [
  {
    name: 'secrets-encrypted',
    point: 'secrets on disk',
    edits: [
      {
        file: SECRETS,
        from: 'encryption.protects ? encryption.encrypt(value) :',
        to: 'encryption.protects && value === "" ? encryption.encrypt(value) :',
      },
    ],
    guard: stored('with a keyring the disk has them encrypted'),
  },
  {
    name: 'secrets-memory-only',
    point: 'secrets on disk',
    edits: [
      {
        file: SECRETS,
        from: "if (this.protection.state !== 'memory-only') {",
        to: 'if (this.protection.state.length > 0) {',
      },
    ],
    guard: stored('without a keyring they stay in memory'),
  },
  {
    name: 'secrets-write-only',
    point: 'secrets write-only',
    edits: [
      { file: SECRETS, from: "secret: has('secret'),", to: 'secret: known.secret as never,' },
    ],
    guard: stored('what the window may ask for says'),
  },
  {
    name: 'secrets-registered',
    point: 'redaction',
    edits: [
      {
        file: SECRETS,
        from: 'for (const value of Object.values(secrets)) registerSecret(value);',
        to: '',
      },
    ],
    guard: stored('from the moment it is saved'),
  },
  {
    name: 'secrets-mode',
    point: 'file modes',
    edits: [
      {
        file: 'src/main/settings/json-store.ts',
        from: 'configFileMode: 0o600',
        to: 'configFileMode: 0o644',
      },
    ],
    guard: stored('the files are for this user alone'),
  },
  {
    name: 'redact-registered',
    point: 'redaction',
    edits: [{ file: REDACT, from: 'registered.add(value);', to: '' }],
    guard: redacted('a registered secret is in no text'),
  },
  {
    name: 'redact-registered-encoded',
    point: 'redaction',
    edits: [{ file: REDACT, from: 'registered.add(encodeURIComponent(value));', to: '' }],
    guard: redacted('a registered secret is in no text'),
  },
  {
    name: 'redact-jwt',
    point: 'redaction',
    edits: [{ file: REDACT, from: '.replace(jwtShape, MASK)', to: '' }],
    guard: redacted('a signed token is known by its shape'),
  },
  {
    name: 'redact-bearer',
    point: 'redaction',
    edits: [{ file: REDACT, from: '.replace(bearerShape, `$1 ${MASK}`)', to: '' }],
    guard: redacted('the value of an authorization header'),
  },
  {
    name: 'redact-presigned',
    point: 'redaction',
    edits: [{ file: REDACT, from: '.replace(queryShape, `$1${MASK}`)', to: '' }],
    guard: redacted('an address that is signed for its bearer'),
  },
  {
    name: 'redact-url-login',
    point: 'redaction',
    edits: [{ file: REDACT, from: '.replace(urlUserShape, `$1${MASK}@`)', to: '' }],
    guard: redacted('the login in an address is not shown'),
  },
  {
    name: 'log-text',
    point: 'redaction in logs',
    edits: [
      {
        file: 'src/cli/log.ts',
        from: '(redactDeep(fields), redact(event))',
        to: '(redactDeep(fields), event)',
      },
    ],
    guard: unit('src/cli/log.test.ts', 'no secret reaches the log of a terminal'),
  },
  {
    name: 'log-fields-ecs',
    point: 'redaction in logs',
    edits: [
      {
        file: 'src/cli/log.ts',
        from: '(redactDeep(fields), redact(event))',
        to: '(fields, redact(event))',
      },
    ],
    guard: unit('src/cli/log.test.ts', 'no secret reaches the log of a server'),
  },
  {
    name: 'error-of-s3',
    point: 'redaction in errors',
    edits: [
      {
        file: 'src/engine/uploads/classify.ts',
        from: '`The ${where}: ${redact(message)}`',
        to: '`The ${where}: ${message}`',
      },
    ],
    guard: unit('src/engine/uploads/classify.test.ts', 'what is no error of S3 or the network'),
  },
  {
    name: 'error-of-syncflow',
    point: 'redaction in errors',
    edits: [
      {
        file: 'src/engine/syncflow/syncflow-errors.ts',
        from: '`: ${redact(message).slice(0, MAX_SERVER_MESSAGE)}`',
        to: '`: ${message.slice(0, MAX_SERVER_MESSAGE)}`',
      },
    ],
    guard: unit(
      'src/engine/syncflow/client.test.ts',
      'a token that is quoted in a message is redacted',
    ),
  },
  {
    name: 'error-of-env',
    point: 'redaction in errors',
    edits: [
      {
        file: 'src/engine/config/bad-value.ts',
        from: "${issue?.message ?? 'unknown'}`",
        to: "${issue?.message ?? 'unknown'} ${String(issue?.input)}`",
      },
      {
        file: 'src/engine/config/env.ts',
        from: 'engineConfigSchema.safeParse(candidate)',
        to: 'engineConfigSchema.safeParse(candidate, { reportInput: true })',
      },
    ],
    guard: unit('src/engine/config/env.test.ts', 'a bad value is named, never shown'),
  },
  {
    name: 'refusal-of-livekit',
    point: 'redaction in errors',
    edits: [
      {
        file: 'src/capture/livekit/signal-socket.ts',
        from: 'this.#fail(new HttpRefusal(response.statusCode ?? 0));',
        to: `response.once('data', (body: Buffer) => {
        this.#options.log.warn('refused', { body: body.toString('utf8') });
        this.#fail(new HttpRefusal(response.statusCode ?? 0));
      });`,
      },
    ],
    guard: unit('src/capture/livekit/signalling.test.ts', 'a refusal is told without the token'),
  },
  {
    name: 'command-line',
    point: 'process arguments',
    edits: [
      {
        file: 'src/engine/config/env.ts',
        from: '      registerSecret(value);',
        to: "      registerSecret(value);\n      Reflect.set(globalThis, 'shown', value);",
      },
      {
        file: 'src/engine/processes/child-port.ts',
        from: 'fork(fileURLToPath(entry), [], {',
        to: "fork(fileURLToPath(entry), [String(Reflect.get(globalThis, 'shown'))], {",
      },
    ],
    guard: integration('tests/no-secrets.test.ts', 'a session that works leaves no secret'),
  },
];
