import type { CarrierKind, CarrierOptions } from '../route/route.ts';

/** What is known of a carrier before it is loaded. */
interface CarrierTraits<Options> {
  /** Makes one login that all agents behind it share; else each agent stands for itself. */
  readonly logsIn: boolean;
  /** The machine that it leads to, as messages call it. */
  describe(options: Options): string;
}

export const carrierTraits: { readonly [Kind in CarrierKind]: CarrierTraits<CarrierOptions[Kind]> } = {
  local: { logsIn: false, describe: () => 'localhost' },
  ssh: {
    logsIn: true,
    describe: ({ host, port, user }) =>
      `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`,
  },
};
