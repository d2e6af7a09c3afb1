/** Errors of the catalogue, thrown, caught, and as they cross a process border. */
import { errorCatalogue, type Blame, type ErrorCode } from './error-catalogue.ts';

export { errorCatalogue, type Blame, type ErrorCode };

export interface ErrorContext {
  /** The session or recording that it concerns, if any. */
  readonly sessionId?: string;
  readonly cause?: unknown;
  /** Whether what was recorded is safe, in words; for instance "Recorded data is safe on this disk." */
  readonly dataSafety?: string;
}

/** An error from the catalogue. `message` says what happened, in words and without secrets. */
export class RecorderError extends Error {
  readonly code: ErrorCode;
  readonly sessionId: string | undefined;
  readonly dataSafety: string | undefined;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'RecorderError';
    this.code = code;
    this.sessionId = context.sessionId;
    this.dataSafety = context.dataSafety;
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }

  get blame(): Blame {
    return errorCatalogue[this.code].blame;
  }

  /** What to do now. */
  get fix(): string {
    return errorCatalogue[this.code].fix;
  }
}

/** An error as it crosses a process border (Electron and IPC keep only the message of an Error). */
export interface ErrorView {
  readonly code: ErrorCode;
  readonly message: string;
  readonly blame: Blame;
  readonly retryable: boolean;
  readonly fix: string;
  readonly sessionId?: string;
  readonly dataSafety?: string;
}

/** For codes that crossed a process border. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** An error that crossed a process border as code and message; an unknown code is `internal`. */
export function errorFromWire(wire: { code: string; message: string }): RecorderError {
  return new RecorderError(isErrorCode(wire.code) ? wire.code : 'internal', wire.message);
}

/** Turns whatever was thrown into a catalogue error; what is not from the catalogue is `internal`. */
export function toRecorderError(thrown: unknown): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RecorderError('internal', message, { cause: thrown });
}

export function viewOfError(thrown: unknown): ErrorView {
  const error = toRecorderError(thrown);
  return {
    code: error.code,
    message: error.message,
    blame: error.blame,
    retryable: error.retryable,
    fix: error.fix,
    ...(error.sessionId === undefined ? {} : { sessionId: error.sessionId }),
    ...(error.dataSafety === undefined ? {} : { dataSafety: error.dataSafety }),
  };
}
