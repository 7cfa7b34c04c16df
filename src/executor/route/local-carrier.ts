import type { LocalPlace } from '../../broker/carriers/local-place.ts';
import { ownAccount } from '../../python/accounts.ts';
import { toNumber } from '../conversions.ts';
import type { CarrierResolution } from './carriers.ts';

export const localCarrier: CarrierResolution<LocalPlace> = {
  options: (_options, { playbookDirectory }) => ({ directory: playbookDirectory }),
  loginUser: () => ownAccount().name,
  stepSeconds: (options) =>
    toNumber('become_success_timeout', options.option('local', 'become_success_timeout') ?? 10),
  usesTerminal: () => false,
};
