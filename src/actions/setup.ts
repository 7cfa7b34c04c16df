import type { Action } from './action.ts';
import { moduleOfThatName } from './normal.ts';

/** `setup`: the module, whose facts would fill the screen at every `-v`. */
export const setup: Action = {
  supportsAsync: true,
  module: (context) => ({
    ...moduleOfThatName(context),
    remarks: { verboseOverride: true },
  }),
};
