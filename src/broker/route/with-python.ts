import { stepWork } from '../steps/index.ts';
import type { PythonChoice, Route } from './route.ts';

/** The same way, with another Python in all accounts of the machine that it ends on. */
export function withPython({ carrier, steps }: Route, python: PythonChoice): Route {
  const entry = steps.findLastIndex((step) => stepWork(step).changesMachine);
  return {
    carrier: entry < 0 ? { ...carrier, python } : carrier,
    steps: steps.map((step, index) => (index < entry ? step : { ...step, python })),
  };
}
