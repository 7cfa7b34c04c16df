import type { LocalPlace } from '../../broker/carriers/local-place.ts';
import { local } from '../../config/connection-options/local.ts';
import { readBoolean } from '../../parsing/boolean-words.ts';
import { ownAccount } from '../../python/accounts.ts';
import { toNumber } from '../conversions.ts';
import type { CarrierResolution } from './carrier-resolution.ts';

export const localCarrier: CarrierResolution<LocalPlace> = {
  options: (_options, { playbookDirectory }) => ({ directory: playbookDirectory }),
  loginUser: () => ownAccount().name,
  stepSeconds(options) {
    const byDefault = local.options.become_success_timeout.default;
    const wanted = options.option('local', 'become_success_timeout') ?? byDefault;
    const seconds = toNumber('become_success_timeout', wanted);
    // A time below a second means the default.
    return seconds < 1 ? byDefault : seconds;
  },
  usesTerminal: () => false,
  keepsPreamble: (options) => readBoolean(options.option('local', 'become_strip_preamble') ?? true) === false,
};
