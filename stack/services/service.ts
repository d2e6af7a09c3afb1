/** One server of the stack, whatever it is made of. Ports and folder stay the same over restarts. */
export interface Service {
  readonly name: string;
  /** Everything that the server printed, over all its starts. */
  readonly logFile: string;
  readonly running: boolean;
  /** Resolves when the server answers. @throws Error with the end of its log when it does not. */
  start(): Promise<void>;
  /** An orderly end, by force when that takes too long. Resolves when no process is left. */
  stop(): Promise<void>;
  /** SIGKILL: a crash. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** stop and start. */
  restart(): Promise<void>;
  /** SIGSTOP: the server hangs when this returns, its connections stay open. */
  pause(): void;
  /** Ends a pause. */
  resume(): void;
}
