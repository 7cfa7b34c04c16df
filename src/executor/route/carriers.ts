import type { CarrierKind, CarrierOptions } from '../../broker/route/route.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { localCarrier } from './local-carrier.ts';
import { sshCarrier } from './ssh-carrier.ts';

/** What a task's options say of one kind of carrier. */
export interface CarrierResolution<Options> {
  options(options: ConnectionOptions, place: CarrierPlace): Options;
  /** The account that it leads to, as far as that is known before. */
  loginUser(carrier: Options): string | undefined;
  /** How long a step behind it may take. */
  stepSeconds(options: ConnectionOptions): number;
  /** Whether it gives commands a terminal that are no modules. */
  usesTerminal(options: ConnectionOptions): boolean;
}

interface CarrierPlace {
  readonly address: string;
  readonly playbookDirectory: string;
}

/** A carrier whose Python is not known yet. */
export type CarrierTo<Kind extends CarrierKind> = {
  readonly [K in Kind]: { readonly kind: K; readonly options: CarrierOptions[K] };
}[Kind];

export const carrierResolutions: {
  readonly [Kind in CarrierKind]: CarrierResolution<CarrierOptions[Kind]>;
} = { local: localCarrier, ssh: sshCarrier };
