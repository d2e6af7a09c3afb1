/** Authorities and certificates made for one test, with openssl. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of PEM files. */
export interface CertificateFiles {
  /** Of the authority. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority that nobody trusts by itself. */
export class CertificateAuthority {
  /** Path of its own certificate. */
  readonly ca: string;
  readonly #folder: string;
  #made = 0;

  /** @param folder Is made; the keys lie in it. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.ca = join(folder, 'ca.pem');
    const subject = ['-subj', '/CN=Authority of a test', '-days', '2'];
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      this.#path('ca.key'),
      '-out',
      this.ca,
      ...subject,
    );
  }

  /** @param host A DNS name. @param days For how long; -1: it has expired. */
  make(host: string, days = 2): CertificateFiles {
    this.#made += 1;
    const at = (end: string): string => this.#path(`${this.#made}.${end}`);
    const [key, request, names, certificate] = [at('key'), at('csr'), at('ext'), at('pem')];
    writeFileSync(names, `subjectAltName=DNS:${host}\n`);
    openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${host}`);
    const authority = ['-CA', this.ca, '-CAkey', this.#path('ca.key'), '-CAcreateserial'];
    const details = ['-days', String(days), '-extfile', names];
    openssl('x509', '-req', '-in', request, ...authority, ...details, '-out', certificate);
    return { ca: this.ca, certificate, key };
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
