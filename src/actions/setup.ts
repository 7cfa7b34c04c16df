import type { Action } from './action.ts';
import { moduleOfThatName } from './normal.ts';

/** `setup`: the module, whose facts would fill the screen at every `-v`. */
export const setup: Action = {
  supportsAsync: true,
  module: (context) => ({
    ...moduleOfThatName(context),
    tidy: (result) => void result.set('_ansible_verbose_override', true),
  }),
};
