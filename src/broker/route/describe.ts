import { carrierTraits } from '../carriers/index.ts';
import { stepWork } from '../steps/index.ts';
import type { CarrierKind, Route, RouteCarrier } from './route.ts';

/** The machine that a route ends on, as messages call it: no secret is part of it. */
export function describeRoute({ carrier, steps }: Route): string {
  const machines = steps.flatMap((step) => stepWork(step).machine ?? []);
  return [describeCarrier(carrier), ...machines].toReversed().join(' on ');
}

function describeCarrier<Kind extends CarrierKind>(carrier: RouteCarrier<Kind>): string {
  return carrierTraits[carrier.kind].describe(carrier.options);
}
