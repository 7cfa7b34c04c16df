import type { PythonChoice, Route, RouteStep } from '../../src/broker/route/route.ts';
import type { StepOptions } from '../../src/broker/steps/step.ts';
import type { BecomeMethodName } from '../../src/config/connection-options/all.ts';

/** The Python of the machine that tests run on. */
export const systemPython: PythonChoice = { interpreter: '/usr/bin/python3' };

type GivenStep = { readonly kind?: BecomeMethodName; readonly patience?: number } & Partial<
  StepOptions['sudo'] & StepOptions['su']
>;

/** A change to this account, by sudo where nothing else is said. */
export function become(user: string, { kind = 'sudo', patience, ...options }: GivenStep = {}): RouteStep {
  const given = {
    become_user: user,
    become_exe: undefined,
    become_flags: undefined,
    become_pass: undefined,
    sudo_chdir: undefined,
    prompt_l10n: undefined,
    ...options,
  };
  return { kind, options: given, python: systemPython, ...(patience !== undefined && { patience }) };
}

/** From this machine by these steps, with one Python everywhere. */
export function localRoute(interpreter = '/usr/bin/python3', ...steps: RouteStep[]): Route {
  const python = { interpreter };
  return {
    carrier: { kind: 'local', options: {}, python },
    steps: steps.map((step) => ({ ...step, python })),
  };
}
