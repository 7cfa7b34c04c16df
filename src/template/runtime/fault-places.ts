import type { Origin } from '../../errors/origin.ts';

/** Where a running template is. */
interface RunningPlace {
  readonly inFile: boolean;
  readonly line: number;
  originAt(line: number): Origin | undefined;
}

const places = new WeakMap<Error, Origin[]>();

/** Runs part of a template file; where it throws, the line that ran is noted for the error. */
export function notingPlaces<T>(context: RunningPlace, job: () => T): T {
  try {
    return job();
  } catch (error) {
    const place = context.inFile ? context.originAt(context.line) : undefined;
    if (place && error instanceof Error) {
      const known = places.get(error);
      if (known) known.push(place);
      else places.set(error, [place]);
    }
    throw error;
  }
}

/** Where an error happened in a template file, then the line that included that file, and so on outwards. */
export function placesOf(error: Error): readonly Origin[] {
  return places.get(error) ?? [];
}

/** The hint that names the files through which a template came to be included; nothing where there are none. */
export function includeChain(including: readonly Origin[]): { hint?: string } {
  if (including.length === 0) return {};
  return { hint: including.map(({ file, line }) => `included from ${file}:${line}`).join('\n') };
}
