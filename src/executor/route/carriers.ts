import type { CarrierKind, CarrierOptions } from '../../broker/route/route.ts';
import type { CarrierResolution } from './carrier-resolution.ts';
import { localCarrier } from './local-carrier.ts';
import { sshCarrier } from './ssh-carrier.ts';

/** A carrier whose Python is not known yet. */
export type CarrierTo<Kind extends CarrierKind> = {
  readonly [K in Kind]: { readonly kind: K; readonly options: CarrierOptions[K] };
}[Kind];

export const carrierResolutions: {
  readonly [Kind in CarrierKind]: CarrierResolution<CarrierOptions[Kind]>;
} = { local: localCarrier, ssh: sshCarrier };
