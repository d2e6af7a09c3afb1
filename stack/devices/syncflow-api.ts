/** The three calls that a SyncFlow device makes (syncflow-contract.md). Independent of the engine's. */
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { registerSecret } from '../../src/shared/redact.ts';
import type { ProjectAccess } from './device-options.ts';

const TOKEN_SECONDS = 3_600;
const TIMEOUT_MS = 10_000;

const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  sessionNotificationExchangeName: z.string(),
  sessionNotificationBindingKey: z.string(),
});
export type RegisteredDevice = z.infer<typeof deviceSchema>;

const sessionTokenSchema = z.object({ token: z.string(), livekitServerUrl: z.string() });
export type SessionToken = z.infer<typeof sessionTokenSchema>;

export class SyncFlowApi {
  readonly #access: ProjectAccess;

  constructor(access: ProjectAccess) {
    registerSecret(access.apiSecret);
    this.#access = access;
  }

  /** A fresh project token, valid for an hour. */
  projectToken(): string {
    const { apiKey, apiSecret, projectId } = this.#access;
    return jwt.sign({ projectId }, apiSecret, { issuer: apiKey, expiresIn: TOKEN_SECONDS });
  }

  /** The device of this name and group, registered when it is not yet: the server keeps duplicates. */
  async ensureRegistered(name: string, group: string): Promise<RegisteredDevice> {
    const devices = z.array(deviceSchema).parse(await this.#call('GET', 'devices'));
    const known = devices.find((device) => device.name === name && device.group === group);
    if (known !== undefined) return known;
    return deviceSchema.parse(await this.#call('POST', 'devices/register', { name, group }));
  }

  /** A token to join a session's room and publish data there. */
  async sessionToken(sessionId: string, identity: string, roomName: string): Promise<SessionToken> {
    const answer = await this.#call('POST', `sessions/${encodeURIComponent(sessionId)}/token`, {
      identity,
      name: identity,
      // The server refuses a body that lacks any of the 14.
      videoGrants: {
        roomCreate: false,
        roomList: false,
        roomRecord: false,
        roomAdmin: false,
        roomJoin: true,
        room: roomName,
        canPublish: false,
        canSubscribe: true,
        canPublishData: true,
        canPublishSources: [],
        canUpdateOwnMetadata: false,
        ingressAdmin: false,
        hidden: false,
        recorder: false,
      },
    });
    return sessionTokenSchema.parse(answer);
  }

  async #call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const { syncflowUrl, projectId } = this.#access;
    const url = `${syncflowUrl.replace(/\/+$/, '')}/projects/${projectId}/${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${this.projectToken()}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    return JSON.parse(text);
  }
}
