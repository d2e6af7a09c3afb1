/**
 * Certificate authorities of one's own, trusted beside those that the runtime brings: for SyncFlow,
 * RabbitMQ, LiveKit and the bucket alike, in this process and in the children that it starts. Node's own
 * way, NODE_EXTRA_CA_CERTS, is read before any of our code runs, and switched off in the packaged app.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import tls from 'node:tls';
import { RecorderError } from '../../shared/errors.ts';

/** Tells children the file. */
const CHILD_VARIABLE = 'SYNCFLOW_RECORDER_CA';
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Node 22.19 and later; Electron 45 has it. */
interface NewerTls {
  setDefaultCACertificates(certificates: readonly string[]): void;
  getCACertificates(type: 'default'): string[];
}

let own: readonly string[] = [];
let apply: (() => void) | null = null;

/**
 * From now on; null: only those of the runtime.
 *
 * @throws RecorderError `config-unreadable`, `config-bad-value` when no certificate is in it
 */
export function trustAuthorities(file: string | null): void {
  own = file === null ? [] : authoritiesIn(file);
  if (file === null) Reflect.deleteProperty(process.env, CHILD_VARIABLE);
  else process.env[CHILD_VARIABLE] = resolve(file);
  if (own.length === 0 && apply === null) return;
  apply ??= isNewer(tls) ? setDefaults(tls) : extendContexts();
  apply();
}

/** In a child, before its first connection: those that its parent trusts. */
export function trustInheritedAuthorities(): void {
  const file = process.env[CHILD_VARIABLE];
  if (file !== undefined) trustAuthorities(file);
}

/** All that are trusted, in PEM, for libraries that read a file; null when none is our own. */
export function bundleOfAuthorities(): string | null {
  return own.length === 0 ? null : [...tls.rootCertificates, ...extra(), ...own].join('\n');
}

/**
 * The certificates of a file, in PEM.
 *
 * @throws RecorderError `config-unreadable`, `config-bad-value` when there is none
 */
export function authoritiesIn(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RecorderError('config-unreadable', `${file} cannot be read`, { cause });
  }
  const found = text.match(PEM) ?? [];
  try {
    for (const certificate of found) new X509Certificate(certificate);
    if (found.length > 0) return found;
  } catch {
    // Not one either.
  }
  throw new RecorderError('config-bad-value', `${file} holds no certificate in PEM.`);
}

function isNewer(module: object): module is NewerTls {
  return 'setDefaultCACertificates' in module && 'getCACertificates' in module;
}

function setDefaults(module: NewerTls): () => void {
  const defaults = module.getCACertificates('default');
  return () => {
    module.setDefaultCACertificates([...defaults, ...own]);
  };
}

/** Every TLS client of Node makes its context through this function of the module (Node 20: tls.connect). */
function extendContexts(): () => void {
  const { createSecureContext } = tls;
  Object.assign(tls, {
    createSecureContext: (options?: tls.SecureContextOptions) =>
      createSecureContext(
        own.length === 0 || options?.ca !== undefined
          ? options
          : { ...options, ca: [...tls.rootCertificates, ...extra(), ...own] },
      ),
  });
  return () => undefined;
}

/** Naming authorities switches NODE_EXTRA_CA_CERTS off: its file is read once more. */
function extra(): string[] {
  const file = process.env['NODE_EXTRA_CA_CERTS'];
  if (file === undefined || file === '') return [];
  try {
    return readFileSync(file, 'utf8').match(PEM) ?? [];
  } catch {
    // Node has said so when it started.
    return [];
  }
}
