/**
 * Ports that stay ours: chosen at random, reserved against other stacks on this machine, and outside
 * the range from which the system takes the ports of outgoing connections. So a server that is down for
 * a while finds its port free again, and a client that retries a closed port of this machine can never
 * be connected with itself (which happens inside that range).
 */
import { createSocket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { identifySelf, isRunning, processIdentitySchema } from './process-identity.ts';
import { registryFolder } from './registry.ts';

/** Linux hands out 32768 and up, macOS and Windows 49152 and up. */
const FIRST_PORT = 15_000;
const LAST_PORT = 31_999;
const ATTEMPTS = 200;
const PORT_FILE = /^port-(\d+)$/;

/** A port that is free for TCP and UDP on all addresses and reserved until this process ends. */
export async function reservePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (!reserve(port)) continue;
    if ((await isFreeForTcp(port)) && (await isFreeForUdp(port))) return port;
    releasePort(port);
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT}`);
}

/** Gives a reserved port back before this process ends. */
export function releasePort(port: number): void {
  rmSync(portFile(port), { force: true });
  own.delete(port);
}

const own = new Set<number>();
process.on('exit', () => {
  for (const port of own) releasePort(port);
});

/** Gives back the ports of processes that are gone. Returns them. */
export function releaseStalePorts(): readonly number[] {
  const ports = readdirSync(registryFolder()).flatMap((name) => {
    const digits = PORT_FILE.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  const stale = ports.filter((port) => !hasOwner(port));
  for (const port of stale) releasePort(port);
  return stale;
}

function portFile(port: number): string {
  return join(registryFolder(), `port-${port}`);
}

function reserve(port: number): boolean {
  try {
    writeFileSync(portFile(port), JSON.stringify(identifySelf()), { flag: 'wx', mode: 0o600 });
    own.add(port);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function hasOwner(port: number): boolean {
  try {
    const text = readFileSync(portFile(port), 'utf8');
    // Empty: another process is writing it at this moment.
    return text === '' || isRunning(processIdentitySchema.parse(JSON.parse(text)));
  } catch {
    return false;
  }
}

function isFreeForTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    // Without an address: every address, so a server on any of them counts.
    server.listen({ port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

function isFreeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, exclusive: true }, () => {
      socket.close(() => {
        resolve(true);
      });
    });
  });
}
