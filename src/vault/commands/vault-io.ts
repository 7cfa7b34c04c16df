/** The files and streams that the vault commands work on. Paths are absolute, or `-` for the standard streams. */
export interface VaultIo {
  /** A file's content, or all of stdin for `-`. Throws MitorunError where it cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Puts content in place of a file, by a rename, readable by its owner alone; `keepMode` keeps the old file's mode and
   * owner. `shredOld` overwrites what the file held before.
   */
  replace(path: string, content: Uint8Array, options: { keepMode?: boolean; shredOld?: boolean }): void;
  /** A new file that must not exist; makes its directory if need be. */
  exists(path: string): boolean;
  makeDirectory(path: string): void;
  writeOut(content: Uint8Array): void;
  /** A line on stderr. */
  tell(line: string): void;
  warn(message: string): void;
  /** Shows a text in the user's pager. */
  page(text: string): Promise<void>;
  prompt(question: string, options: { hidden: boolean }): Promise<string>;
  /** Opens the editor on this text and returns what it is when the editor ends. No plain text outlives the call. */
  edit(content: Uint8Array, fileName: string): Promise<Uint8Array>;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
}

/** Runs where a path stands for a stream too. */
export const standardStream = '-';
