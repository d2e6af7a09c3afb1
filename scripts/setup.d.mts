/** Types of setup.mjs for the TypeScript of the stack; the explanations stand in stack/setup. */
export type ServerName = 'livekit-server' | 'versitygw';

export interface CheckOption {
  /** Change nothing; throw when something is missing. */
  readonly check?: boolean;
}

export class SetupError extends Error {
  constructor(message: string, fix: string);
  /** What a person should do now. */
  readonly fix: string;
}

export const projectRoot: string;
export const minimums: { readonly node: string; readonly go: string; readonly python: string };
export const servers: Readonly<
  Record<ServerName, { readonly version: string; readonly package: string }>
>;
export const rabbitmq: {
  readonly package: string;
  readonly server: string;
  readonly install: string;
};

export function setup(options?: CheckOption): Promise<boolean>;
export function checkNode(): string;
export function findGo(): { readonly command: string; readonly version: string };
export function findPython(): { readonly command: string; readonly version: string };
export function ensureDependencies(
  options?: CheckOption & { readonly root?: string },
): Promise<void>;
export function ensureServers(options?: CheckOption): Promise<Record<ServerName, string>>;
export function ensureSystemPackages(options?: CheckOption): Promise<void>;
export function ensureGoProgram(
  name: string,
  sourceFolder: string,
  options?: CheckOption,
): Promise<string>;
export function locateServer(name: ServerName): string | null;
export function cacheFolder(): string;
export function withLock<T>(name: string, work: () => Promise<T>, folder?: string): Promise<T>;
export function atLeast(version: string, minimum: string): boolean;
export function ensurePythonPackages(options?: CheckOption): Promise<void>;
/** For `PYTHONPATH`. */
export function pythonFolder(): string;
