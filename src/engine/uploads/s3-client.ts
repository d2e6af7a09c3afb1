import type { Agent } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { defaultBucketOptions } from '../../shared/ipc/bucket.ts';
import type { S3Config } from '../config/config.ts';
import { proxyAgent, proxyFor } from '../network/proxy.ts';

/** Time limits of one request, in milliseconds. */
export interface S3Limits {
  /** Until the connection is open. */
  readonly connectMs: number;
  /** Without a single byte in either direction. */
  readonly idleMs: number;
}

export const defaultS3Limits: S3Limits = {
  connectMs: defaultBucketOptions.connectSeconds * 1000,
  idleMs: defaultBucketOptions.idleSeconds * 1000,
};

/** Those of the settings, or our own. */
export function limitsOf({ connectMs, idleMs }: S3Config): S3Limits {
  return {
    connectMs: connectMs ?? defaultS3Limits.connectMs,
    idleMs: idleMs ?? defaultS3Limits.idleMs,
  };
}

/**
 * The SDK's client with what it does by itself switched off: our queue retries, we check the bytes, and
 * we say what went wrong. It has no time limits of its own (reliability.md §1); `socketTimeout` is the
 * idle limit, while `requestTimeout` only warns. Checksums only where asked for: other stores than AWS
 * answer 501 to the default ones.
 */
export function createS3Client(config: S3Config, limits: S3Limits): S3Client {
  // The SDK's version is pinned here; that later ones will want a newer Node concerns no user.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const proxy = proxyOf(config);
  return new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    forcePathStyle: (config.addressing ?? 'path') === 'path',
    credentials: {
      accessKeyId: config.accessKey,
      secretAccessKey: config.secretKey,
      ...(config.sessionToken === undefined ? {} : { sessionToken: config.sessionToken }),
    },
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // http-proxy-agent 7.0.2 sends the head of a request that asks to go on twice, as part of the body.
    ...(proxy !== null && isPlain(config) ? { expectContinueHeader: false } : {}),
    requestHandler: {
      connectionTimeout: limits.connectMs,
      socketTimeout: limits.idleMs,
      ...agentsOf(config, proxy),
    },
    logger: quiet,
  });
}

/** Null: none. */
export function proxyOf({ endpoint, proxy }: S3Config): URL | null {
  return proxy === undefined ? proxyFor(new URL(endpoint)) : new URL(proxy);
}

const isPlain = ({ endpoint }: S3Config): boolean => new URL(endpoint).protocol === 'http:';

function agentsOf(config: S3Config, proxy: URL | null): { httpAgent?: Agent; httpsAgent?: Agent } {
  if (proxy === null) return {};
  const agent = proxyAgent(new URL(config.endpoint), proxy);
  // A tunnel speaks TLS by itself, so that it is an agent for https although its class is not.
  return isPlain(config) ? { httpAgent: agent } : { httpsAgent: agent };
}

const ignore = (): void => undefined;
/** The SDK warns about each failed upload on the console otherwise; the queue tells it better. */
const quiet = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
