import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

/** What a result has to tell beside what it says itself. */
export interface ResultNotices {
  readonly warnings: readonly ResultWarning[];
  readonly deprecations: readonly ResultDeprecation[];
}

interface ResultWarning {
  readonly message: string;
  readonly help: string | undefined;
  readonly origin: Origin | undefined;
}

export interface ResultDeprecation {
  readonly message: string;
  readonly help: string | undefined;
  readonly collection: string | undefined;
  /** The module's full name, or another plug-in in words (`action plugin 'x'`). */
  readonly plugin: string | undefined;
  readonly version: string | undefined;
  readonly date: string | undefined;
}

/** The warnings and deprecations of a result, in the forms that modules and mitorun give them. */
export function resultNotices(result: Dict): ResultNotices {
  const nextOrigin = originsOf(result.get('_ansible_warning_origins'));
  const help = result.get('_ansible_warning_help');
  return {
    warnings: listed(result, 'warnings').map((warning) => ({
      message: str(warning),
      help: help instanceof Dict && help.has(warning) ? str(help.get(warning) ?? '') : undefined,
      origin: nextOrigin(warning),
    })),
    deprecations: listed(result, 'deprecations').map(deprecationOf),
  };
}

/** Gives the places of a message one after the other: it may have been told of several. */
function originsOf(origins: Value | undefined): (message: Value) => Origin | undefined {
  const told = new Dict();
  return (message) => {
    const places = origins instanceof Dict ? origins.get(message) : undefined;
    if (!Array.isArray(places)) return undefined;
    const count = Number(told.get(message) ?? 0);
    told.set(message, count + 1);
    return originOf(places[count]);
  };
}

function originOf(place: Value | undefined): Origin | undefined {
  if (!(place instanceof Dict)) return undefined;
  return {
    file: str(place.get('file') ?? ''),
    line: Number(place.get('line')),
    column: Number(place.get('column')),
  };
}

function listed(result: Dict, name: string): readonly Value[] {
  const value = result.get(name);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function deprecationOf(deprecation: Value): ResultDeprecation {
  const members = deprecation instanceof Dict ? deprecation : Dict.of({ msg: str(deprecation) });
  const text = (name: string): string | undefined => {
    const value = members.get(name);
    return value === undefined || value === null ? undefined : str(value);
  };
  return {
    message: text('msg') ?? '',
    help: text('_ansible_help'),
    collection: text('collection_name'),
    plugin: text('_ansible_plugin'),
    version: text('version'),
    date: text('date'),
  };
}
