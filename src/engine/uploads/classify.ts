import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { redact } from '../../shared/redact.ts';
import { networkFault } from '../network/network-fault.ts';

/** Which bucket an error is about; no keys. */
export interface S3Place {
  readonly bucket: string;
  readonly endpoint: string;
  readonly region: string;
}

/** S3's error codes (local-stack.md §3 for versitygw, AWS's list for the rest). */
const codes: Readonly<Record<string, ErrorCode>> = {
  SignatureDoesNotMatch: 'storage-credentials',
  InvalidAccessKeyId: 'storage-credentials',
  InvalidSecurity: 'storage-credentials',
  InvalidToken: 'storage-credentials',
  ExpiredToken: 'storage-credentials',
  TokenRefreshRequired: 'storage-credentials',
  // versitygw's name for an unknown access key, with status 404
  XAdminUserNotFound: 'storage-credentials',
  CredentialsProviderError: 'storage-credentials',
  AccessDenied: 'storage-forbidden',
  AllAccessDisabled: 'storage-forbidden',
  AccountProblem: 'storage-forbidden',
  Forbidden: 'storage-forbidden',
  NoSuchBucket: 'storage-no-bucket',
  InvalidBucketName: 'storage-no-bucket',
  AuthorizationHeaderMalformed: 'storage-region',
  PermanentRedirect: 'storage-region',
  TemporaryRedirect: 'storage-region',
  IllegalLocationConstraintException: 'storage-region',
  RequestTimeTooSkewed: 'storage-clock',
  RequestExpired: 'storage-clock',
  BadDigest: 'storage-checksum',
  InvalidDigest: 'storage-checksum',
  XAmzContentSHA256Mismatch: 'storage-checksum',
  XAmzContentChecksumMismatch: 'storage-checksum',
  PreconditionFailed: 'storage-conflict',
  SlowDown: 'storage-busy',
  Throttling: 'storage-busy',
  ThrottlingException: 'storage-busy',
  RequestLimitExceeded: 'storage-busy',
  TooManyRequests: 'storage-busy',
  ServiceUnavailable: 'storage-busy',
  OperationAborted: 'storage-busy',
  ConditionalRequestConflict: 'storage-busy',
  RequestTimeout: 'storage-timeout',
  InternalError: 'storage-failed',
  IncompleteBody: 'storage-failed',
  // The store has lost an upload in parts, or a part of it: it begins anew (s3-multipart.ts).
  NoSuchUpload: 'storage-failed',
  InvalidPart: 'storage-failed',
  InvalidPartOrder: 'storage-failed',
};

const words: Partial<Record<ErrorCode, string>> = {
  'storage-credentials': 'does not accept the access key or secret key',
  'storage-forbidden': 'does not let this key do that',
  'storage-no-bucket': 'has no such bucket',
  'storage-region': 'says that the region is wrong',
  'storage-clock': "says that this computer's clock is wrong",
  'storage-checksum': 'received other bytes than were sent',
  'storage-conflict': 'has another object of that name',
  'storage-proxy': 'is behind a proxy that wants a login, or another one',
  'storage-busy': 'asks to slow down',
  'storage-timeout': 'did not answer in time',
  'storage-failed': 'reports a fault of its own',
};

const MAX_SERVER_MESSAGE = 200;

/**
 * Any error of the S3 client as one of the catalogue. The message names bucket, endpoint and region,
 * never keys, and the SDK's error is not kept as the cause: it holds the signed request.
 */
export function classifyS3Error(thrown: unknown, place: S3Place): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  const where = describeS3(place);
  const { name, status, message } = readS3Error(thrown);
  const code = codes[name] ?? byStatus(status);
  if (code !== null) {
    const said = told(name, status, code === 'storage-credentials' ? '' : message);
    return new RecorderError(code, `The ${where} ${words[code] ?? 'refused the request'}${said}.`);
  }
  const fault = networkFault(thrown);
  if (fault !== null) {
    const faultCode = fault.kind === 'timeout' ? 'storage-timeout' : 'storage-unreachable';
    return new RecorderError(faultCode, `The ${where} cannot be reached: ${fault.words}.`);
  }
  return new RecorderError('internal', `The ${where}: ${redact(message)}`);
}

/** `bucket NAME at ENDPOINT (region REGION)`. */
export function describeS3(place: S3Place): string {
  return `bucket ${place.bucket} at ${new URL(place.endpoint).origin} (region ${place.region})`;
}

/** The parts of an SDK error that matter. `status` is null when no answer came. */
export function readS3Error(thrown: unknown): {
  readonly name: string;
  readonly status: number | null;
  readonly message: string;
} {
  if (!(thrown instanceof Error)) return { name: '', status: null, message: String(thrown) };
  return { name: thrown.name, status: statusOf(thrown), message: thrown.message };
}

function statusOf(error: Error): number | null {
  if (!('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null) return null;
  if (!('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

/** For stores with codes of their own, and for answers without a body, as those to HEAD. */
function byStatus(status: number | null): ErrorCode | null {
  if (status === null) return null;
  if (status === 301 || status === 307) return 'storage-region';
  if (status === 401) return 'storage-credentials';
  if (status === 403) return 'storage-forbidden';
  // Only a proxy asks for that.
  if (status === 407) return 'storage-proxy';
  if (status === 408) return 'storage-timeout';
  if (status === 412) return 'storage-conflict';
  if (status === 429 || status === 503) return 'storage-busy';
  // 2xx: the answer could not be understood, for instance an error in the body of a 200
  if (status >= 500 || status < 300) return 'storage-failed';
  return 'storage-refused';
}

function told(name: string, status: number | null, message: string): string {
  const parts = [/^\w+$/.test(name) && name !== 'Error' ? name : '', status ?? ''];
  const said = redact(message).replace(/\s+/g, ' ').slice(0, MAX_SERVER_MESSAGE).replace(/\.$/, '');
  const clear = said === '' || said === 'UnknownError' ? '' : `: ${said}`;
  return ` (${parts.filter((part) => part !== '').join(', ')}${clear})`;
}
