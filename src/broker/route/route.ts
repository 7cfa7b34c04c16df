import type { LocalPlace } from '../carriers/local-place.ts';
import type { SshLogin } from '../carriers/ssh/ssh-login.ts';
import type { ConnectionName } from '../../config/connection-options/all.ts';
import type { StepKind, StepOptions } from '../steps/step.ts';

/**
 * What it takes to get to one account on one machine: a carrier from the controller to the first one, and steps from
 * there. Two tasks whose routes are equal (`key.ts`) share one agent, and routes that begin alike share what they have in
 * common: one SSH login serves every account behind it.
 */
export interface Route {
  readonly carrier: RouteCarrier;
  /** From the first machine outwards. */
  readonly steps: readonly RouteStep[];
}

/** The options of each carrier; `carriers/index.ts` has their traits. */
export interface CarrierOptions {
  readonly local: LocalPlace;
  readonly ssh: SshLogin;
}
export type CarrierKind = ConnectionName;

export type RouteCarrier<Kind extends CarrierKind = CarrierKind> = {
  readonly [K in Kind]: {
    readonly kind: K;
    readonly options: CarrierOptions[K];
    /** The Python of the account that the carrier logs in to. */
    readonly python: PythonChoice;
  };
}[Kind];

export type RouteStep<Kind extends StepKind = StepKind> = {
  readonly [K in Kind]: {
    readonly kind: K;
    readonly options: StepOptions[K];
    /** The Python at the place that the step leads to. */
    readonly python: PythonChoice;
    /** The shell there, where it is not /bin/sh. */
    readonly shell?: string | undefined;
    /** Milliseconds until the step has got there. */
    readonly patience?: number;
  };
}[Kind];

/** A fixed interpreter, or Ansible's discovery (`auto`, `auto_silent`, `auto_legacy`...) over a list of candidates. */
export type PythonChoice =
  | { readonly interpreter: string }
  | { readonly discover: string; readonly candidates: readonly string[] };

/** The Python of the place that the route ends in. */
export function pythonOf(route: Route): PythonChoice {
  return (route.steps.at(-1) ?? route.carrier).python;
}

/** The way to the place before the last. */
export function withoutLastStep({ carrier, steps }: Route): Route {
  return { carrier, steps: steps.slice(0, -1) };
}
