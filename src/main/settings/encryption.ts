/**
 * The system's keyring behind one small port. Electron 45 has async calls and deprecates the others;
 * Electron 33 has only the others (electron.md).
 */
import { safeStorage } from 'electron';

export interface Encryption {
  /** The name that the system gives to its store. */
  readonly backend: string;
  /** False: nothing here protects a secret on disk. */
  readonly protects: boolean;
  encrypt(text: string): Promise<Buffer>;
  /** @throws when the keyring's key is another one now */
  decrypt(data: Buffer): Promise<string>;
}

/** After the app is ready. */
export async function systemEncryption(): Promise<Encryption> {
  const backend = backendName();
  const available = await isAvailable();
  return {
    backend,
    // `basic_text` encrypts with a password that stands in Chromium's source: no protection at all.
    protects: available && backend !== 'basic_text' && backend !== 'unknown',
    encrypt: (text) =>
      hasAsync('encryptStringAsync')
        ? safeStorage.encryptStringAsync(text)
        : Promise.resolve(olderCalls().encryptString(text)),
    decrypt: async (data) => {
      if (!hasAsync('decryptStringAsync')) return olderCalls().decryptString(data);
      return (await safeStorage.decryptStringAsync(data)).result;
    },
  };
}

function backendName(): string {
  if (process.platform === 'darwin') return 'keychain';
  if (process.platform === 'win32') return 'dpapi';
  return safeStorage.getSelectedStorageBackend();
}

async function isAvailable(): Promise<boolean> {
  if (hasAsync('isAsyncEncryptionAvailable')) return safeStorage.isAsyncEncryptionAvailable();
  return olderCalls().isEncryptionAvailable();
}

function hasAsync(name: string): boolean {
  return typeof Reflect.get(safeStorage, name) === 'function';
}

/** The calls of before the async ones; named apart because newer type declarations deprecate them. */
interface OlderCalls {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(data: Buffer): string;
}

function olderCalls(): OlderCalls {
  return safeStorage;
}
