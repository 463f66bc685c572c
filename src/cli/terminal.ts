/** What a command talks to: the process's own streams, or a test's. */
export interface Terminal {
  /** Names of files start here. */
  readonly cwd: string;
  /** The answer. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  /** Characters per line of the answer. */
  readonly columns: number;
  readonly outColour: boolean;
  readonly errColour: boolean;
  /** Somebody watches `err`: progress may be drawn there. */
  readonly errIsTerminal: boolean;
  /** Where searches are remembered from run to run; absent: nowhere. */
  readonly cacheFolder?: string | undefined;
  /** Print the whole trace of an unexpected error. */
  readonly debug: boolean;
}
