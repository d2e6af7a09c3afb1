/** What went wrong below HTTP, S3 or AMQP, told apart as far as a person can act on it. */
export type NetworkFaultKind = 'refused' | 'name' | 'cut' | 'timeout' | 'no-route' | 'tls';

/** What is wrong with a server's certificate: each has another remedy. */
export type CertificateFault = 'tls-untrusted' | 'tls-expired' | 'tls-wrong-host';

export interface NetworkFault {
  readonly kind: NetworkFaultKind;
  /** Of the catalogue, when the server's certificate is what is wrong. */
  readonly certificate?: CertificateFault;
  /** Continues a sentence: `The bucket cannot be reached: …`. */
  readonly words: string;
}

const kinds: Readonly<Record<string, NetworkFaultKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNRESET: 'cut',
  ECONNABORTED: 'cut',
  EPIPE: 'cut',
  UND_ERR_SOCKET: 'cut',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EHOSTUNREACH: 'no-route',
  EHOSTDOWN: 'no-route',
  ENETUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  EPROTO: 'tls',
};

const words: Readonly<Record<NetworkFaultKind, string>> = {
  refused: 'nothing listens there (connection refused)',
  name: 'its name is not known here (DNS)',
  cut: 'the connection was cut',
  timeout: 'it did not answer in time',
  'no-route': 'there is no way to it from this network',
  tls: 'no trusted TLS connection could be made',
};

const certificates: Readonly<Record<string, CertificateFault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  HOSTNAME_MISMATCH: 'tls-wrong-host',
};

const certificateWords: Readonly<Record<CertificateFault, string>> = {
  'tls-untrusted': 'its certificate comes from an authority that is not trusted here',
  'tls-expired': 'its certificate is not valid today',
  'tls-wrong-host': 'its certificate is for another host name',
};

/** OpenSSL's and Node's names for certificates and handshakes that fail. */
const tlsCode =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/**
 * The network's part in an error, or null when it has none. Looks into causes (Node's fetch wraps the
 * real error) and into AggregateError (Node tries several addresses of one name).
 */
export function networkFault(thrown: unknown): NetworkFault | null {
  for (const error of chain(thrown, 0)) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    const kind = kinds[code] ?? (tlsCode.test(code) ? 'tls' : undefined);
    const certificate = certificates[code];
    if (certificate !== undefined) {
      return { kind: 'tls', certificate, words: `${certificateWords[certificate]} (${code})` };
    }
    if (kind === 'tls') return { kind, words: `${words.tls} (${code})` };
    if (kind !== undefined) return { kind, words: words[kind] };
    if (error.name === 'TimeoutError') return { kind: 'timeout', words: words.timeout };
  }
  return null;
}

function* chain(thrown: unknown, depth: number): Generator<Error> {
  if (!(thrown instanceof Error) || depth > 5) return;
  yield thrown;
  if (thrown instanceof AggregateError) {
    for (const inner of thrown.errors) yield* chain(inner, depth + 1);
  }
  yield* chain(thrown.cause, depth + 1);
}
