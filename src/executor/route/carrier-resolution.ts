import type { ConnectionOptions } from '../connection-options.ts';

/** What a task's options say of one kind of carrier. */
export interface CarrierResolution<Options> {
  options(options: ConnectionOptions, place: CarrierPlace): Options;
  /** The account that it leads to, as far as that is known before. */
  loginUser(carrier: Options): string | undefined;
  /** How long a step behind it may take. */
  stepSeconds(options: ConnectionOptions): number;
  /** Whether it gives commands a terminal that are no modules. */
  usesTerminal(options: ConnectionOptions): boolean;
  /** Whether what programs of steps write ahead of such a command is left in its output. */
  keepsPreamble(options: ConnectionOptions): boolean;
}

interface CarrierPlace {
  readonly address: string;
  readonly playbookDirectory: string;
}
