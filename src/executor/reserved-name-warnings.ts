import type { EventSink } from '../events/event-sink.ts';
import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import { reservedAmong } from '../vars/reserved-names.ts';
import { TemplateString } from '../python/template-string.ts';
import { unknownOrigin } from '../python/unknown-origin.ts';
import { originOf } from '../yaml/origins.ts';

/**
 * Warns of variables whose names Ansible uses itself (`warn_if_reserved`). The output tells equal warnings once.
 * @param options.placeOf where a name was written, if not in `variables` themselves
 * @param options.isKnown names that need no warning
 */
export function warnOfReservedNames(
  variables: Dict,
  emit: EventSink,
  options: {
    readonly placeOf?: (name: string) => Origin | undefined;
    readonly isKnown?: (name: string) => boolean;
  } = {},
): void {
  const { placeOf = (name) => originOf(variables, name), isKnown } = options;
  for (const name of reservedAmong(variables.keys())) {
    if (isKnown?.(name) === true) continue;
    const message = `Found variable using reserved name '${name}'.`;
    emit({ kind: 'warning', message, origin: placeOf(name) });
  }
}

/** Where the name of a fact comes from: the file of `include_vars`, an argument of `set_fact`; a module's has no place. */
export function placeOfFact(facts: Dict, args: Dict | undefined, name: string): Origin | undefined {
  const written = originOf(args ?? facts, name);
  if (written || !args) return written ?? unknownOrigin(name);
  const [template] = [...args.keys()].filter((key) => key instanceof TemplateString);
  return template && originOf(args, template);
}

/** The same for the one name of a `register`. */
export function warnOfReservedName(name: string, emit: EventSink, origin: Origin | undefined): void {
  for (const reserved of reservedAmong([name]))
    emit({ kind: 'warning', message: `Found variable using reserved name '${reserved}'.`, origin });
}
