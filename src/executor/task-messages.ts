import { isSamePlace, type Origin } from '../errors/origin.ts';
import type { DeprecationSource } from '../actions/action.ts';
import type { Remarks, ResultDeprecation, ResultRemarks, ResultWarning } from '../events/remarks.ts';
import type { LookupContext } from '../template/lookup-context.ts';
import { Dict } from '../python/dict.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';

/** A deprecation in the form in which results list it. */
interface ListedDeprecation {
  readonly listed: Dict;
  readonly deprecation: ResultDeprecation;
}

/**
 * Collects warnings and deprecations of one item. They are emitted with the result, like those of a module.
 */
export class TaskMessages {
  readonly #warnings: ResultWarning[] = [];
  readonly #deprecations: ListedDeprecation[] = [];
  readonly #noted: { readonly shown: Dict; readonly origin: Origin | undefined }[] = [];

  readonly warn = (message: string, origin?: Origin, help?: string): void => {
    this.#warnings.push({ message, origin, help });
  };

  readonly deprecate = (message: string, version?: string, of?: DeprecationSource): void => {
    const listed = Dict.of({ msg: message, version: version ?? null });
    const collection = of ? of.collection : version === undefined ? undefined : 'ansible.builtin';
    if (collection !== undefined) {
      listed.set('collection_name', collection);
      listed.set('deprecator', Dict.of({ resolved_name: collection, type: null }));
    }
    if (of?.date !== undefined) listed.set('date', of.date);
    const details = {
      ...(of?.help !== undefined && { help: of.help }),
      ...(of?.plugin !== undefined && { plugin: of.plugin }),
    };
    this.#deprecations.push({ listed, deprecation: { ...deprecationOf(listed), ...details } });
  };

  /**
   * Notes a deprecation that has been shown already. A registered result lists it nevertheless, once for each
   * place where it was met.
   */
  readonly noteDeprecation: LookupContext['deprecate'] = (message, version, details = {}) => {
    const { collection = 'ansible.builtin', date, deprecator, plugin } = details;
    const of = deprecator ?? collection;
    const shown = Dict.of({ msg: message, collection_name: collection });
    if (date === undefined) shown.set('version', version ?? null);
    else shown.set('date', date);
    const kind = plugin === undefined ? null : (plugin.split(' ')[0] ?? null);
    shown.set('deprecator', of === null ? null : Dict.of({ resolved_name: of, type: kind }));
    const { origin } = details;
    if (this.#noted.some((other) => isSamePlace(other.origin, origin) && other.shown.equals(shown))) return;
    this.#noted.push({ shown, origin });
  };

  /** Returns the result and its remarks, with these messages appended to their own. */
  addTo(result: Dict, remarks: Remarks): { readonly result: Dict; readonly remarks: ResultRemarks } {
    const listed = result.copy();
    append(
      listed,
      'warnings',
      this.#warnings.map(({ message }) => message),
    );
    append(
      listed,
      'deprecations',
      this.#deprecations.map((one) => one.listed),
    );
    const own = withNotices(result, remarks);
    return {
      result: listed,
      remarks: {
        ...own,
        warnings: [...keptBeside(result, 'warnings', own.warnings, this.#warnings), ...this.#warnings],
        deprecations: [
          ...keptBeside(result, 'deprecations', own.deprecations, this.#deprecations),
          ...this.#deprecations.map(({ deprecation }) => deprecation),
          ...this.#noted.map(({ shown }) => ({ ...deprecationOf(shown), shownBefore: shown })),
        ],
      },
    };
  }
}

function append(result: Dict, name: string, added: readonly Value[]): void {
  if (added.length === 0) return;
  const listed = result.get(name);
  result.set(name, [...(Array.isArray(listed) ? listed : []), ...added]);
}

/** Drops the result's own messages where they are no list and others are added: a list replaces them. */
function keptBeside<T>(
  result: Dict,
  name: string,
  own: readonly T[],
  added: readonly unknown[],
): readonly T[] {
  return added.length === 0 || Array.isArray(result.get(name)) ? own : [];
}

/** Returns the remarks of an answer together with the warnings and deprecations that its result lists. */
export function withNotices(result: ReadonlyDict, remarks: Remarks): ResultRemarks {
  const { warningHelp, deprecationDetails } = remarks;
  return {
    ...remarks,
    warnings: listedIn(result, 'warnings').map((warning) => {
      const message = str(warning);
      return { message, help: warningHelp?.get(message), origin: undefined };
    }),
    deprecations: listedIn(result, 'deprecations').map((listed) => {
      const deprecation = deprecationOf(listed instanceof Dict ? listed : Dict.of({ msg: str(listed) }));
      return { ...deprecation, ...deprecationDetails?.get(deprecation.message) };
    }),
  };
}

function listedIn(result: ReadonlyDict, name: string): readonly Value[] {
  const value = result.get(name);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function deprecationOf(listed: Dict): ResultDeprecation {
  const text = (name: string): string | undefined => {
    const value = listed.get(name);
    return value === undefined || value === null ? undefined : str(value);
  };
  return {
    message: text('msg') ?? '',
    collection: text('collection_name'),
    version: text('version'),
    date: text('date'),
  };
}
