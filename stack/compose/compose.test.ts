/** compose.yaml cannot be run everywhere, so everything in it that can be checked without Docker is. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot, servers } from '../../scripts/setup.mjs';
import { brokerConfig, enabledPlugins } from '../services/rabbitmq-config.ts';
import { s3Arguments } from '../services/s3.ts';
import { serverProgram } from '../services/server-program.ts';
import { composeStack, dockerHost, rabbitmqImage } from './constants.ts';

/** Strict: a misspelt name would be ignored or refused by Docker only. */
const serviceSchema = z.strictObject({
  image: z.string().regex(/^[a-z0-9/-]+:v?\d+\.\d+/),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  hostname: z.string().optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+\/(tcp|udp)$/)),
  volumes: z.array(z.string()).default([]),
  extra_hosts: z.array(z.string()).optional(),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: z.string().regex(/^\d+s$/),
    timeout: z.string().regex(/^\d+s$/),
    retries: z.number().int().positive(),
    start_period: z
      .string()
      .regex(/^\d+s$/)
      .optional(),
  }),
});

const composeSchema = z.strictObject({
  name: z.string(),
  services: z.strictObject({ livekit: serviceSchema, s3: serviceSchema, rabbitmq: serviceSchema }),
  volumes: z.record(z.string(), z.null()),
});

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const compose = composeSchema.parse(parse(read('compose.yaml'), { strict: true }));
const { livekit, s3, rabbitmq } = compose.services;

/** `127.0.0.1:1:2/tcp` as Docker reads it. */
function published(ports: readonly string[]): readonly string[] {
  return ports.map((port) => {
    const [, outside, inside] = port.split(':');
    // The servers tell their clients the port that they listen on, so it must not be mapped.
    expect(inside?.split('/')[0]).toBe(outside);
    return inside ?? '';
  });
}

it('every mounted file exists and every named volume is declared', () => {
  for (const service of Object.values(compose.services)) {
    for (const mount of service.volumes) {
      const [source = ''] = mount.split(':');
      if (source.startsWith('./')) expect(read(source)).not.toBe('');
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  }
});

describe('livekit', () => {
  const { httpPort, tcpPort, udpPort, apiKey, apiSecret } = composeStack.livekit;

  it('is the same version as the stack of child processes', () => {
    expect(livekit.image).toBe(`livekit/livekit-server:v${servers['livekit-server'].version}`);
  });

  it('publishes and probes the ports that its file configures', () => {
    expect(published(livekit.ports)).toEqual([
      `${httpPort}/tcp`,
      `${tcpPort}/tcp`,
      `${udpPort}/udp`,
    ]);
    expect(livekit.healthcheck.test.at(-1)).toBe(`http://127.0.0.1:${httpPort}/`);
    expect(livekit.volumes).toEqual(['./stack/compose/livekit.yaml:/etc/livekit.yaml:ro']);
    expect(livekit.command).toEqual(['--config', '/etc/livekit.yaml']);
    expect(parse(read('stack/compose/livekit.yaml'))).toMatchObject({
      port: httpPort,
      rtc: { tcp_port: tcpPort, udp_port: udpPort, node_ip: '127.0.0.1' },
      keys: { [apiKey]: apiSecret },
    });
  });

  it('has a file that the server itself accepts', () => {
    const file = join(projectRoot, 'stack/compose/livekit.yaml');
    // Prints the ports and ends. It refuses names that it does not know.
    const ports = execFileSync(serverProgram('livekit-server'), ['--config', file, 'ports'], {
      encoding: 'utf8',
    });
    for (const port of [httpPort, tcpPort, udpPort]) expect(ports).toContain(String(port));
  });
});

describe('s3', () => {
  const { port, accessKey, secretKey } = composeStack.s3;

  it('is the same version with the same arguments as the stack of child processes', () => {
    expect(s3.image).toBe(`versity/versitygw:v${servers.versitygw.version}`);
    expect(s3.command).toEqual(s3Arguments(`:${port}`, '/data'));
    expect(s3.volumes).toEqual(['s3-data:/data']);
  });

  it('publishes and probes its port, with the keys that the code knows', () => {
    expect(published(s3.ports)).toEqual([`${port}/tcp`]);
    expect(s3.healthcheck.test.at(-1)).toBe(`http://127.0.0.1:${port}/health`);
    expect(s3.environment).toEqual({ ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey });
  });
});

describe('rabbitmq', () => {
  const { port, password } = composeStack.rabbitmq;

  it('has the configuration of the stack of child processes', () => {
    const { port: standInPort, authPath } = composeStack.standIn;
    const authUrl = `http://${dockerHost}:${standInPort}${authPath}`;
    expect(read('stack/compose/rabbitmq.conf')).toBe(
      brokerConfig({ listener: String(port), password, authUrl }),
    );
    expect(read('stack/compose/enabled_plugins')).toBe(enabledPlugins);
    expect(rabbitmq.volumes).toEqual([
      './stack/compose/rabbitmq.conf:/etc/rabbitmq/rabbitmq.conf:ro',
      './stack/compose/enabled_plugins:/etc/rabbitmq/enabled_plugins:ro',
    ]);
  });

  it('publishes its port and reaches the stand-in on this computer', () => {
    expect(rabbitmq.image).toBe(rabbitmqImage);
    expect(published(rabbitmq.ports)).toEqual([`${port}/tcp`]);
    expect(rabbitmq.extra_hosts).toEqual([`${dockerHost}:host-gateway`]);
  });
});
