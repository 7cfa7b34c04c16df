import { isSamePlace, type Origin } from '../errors/origin.ts';
import type { DeprecationSource } from '../actions/action.ts';
import { warningHelpKey } from '../actions/module-run/read-notices.ts';
import type { LookupContext } from '../template/lookup-context.ts';
import { Dict } from '../python/dict.ts';
import type { Value } from '../python/value.ts';

/** The member of a result that says where its warnings were caused. */
const warningOriginsKey = '_ansible_warning_origins';

/** Internal key of a result: deprecations that were shown already. */
export const notedDeprecationsKey = '_ansible_noted_deprecations';

/** What is said while one item of a task is under way; it goes out with the result, as modules' own messages do. */
export class TaskMessages {
  readonly #warnings: Value[] = [];
  /** By message, one for each time that it was told, as the output takes them: file, line and column, or None. */
  readonly #warningOrigins = new Dict();
  /** By message, what to do about it. */
  readonly #warningHelp = new Dict();
  readonly #deprecations: Value[] = [];
  readonly #noted: { readonly shown: Dict; readonly origin: Origin | undefined }[] = [];

  readonly warn = (message: string, origin?: Origin, help?: string): void => {
    this.#warnings.push(message);
    if (help !== undefined) this.#warningHelp.set(message, help);
    const known = this.#warningOrigins.get(message);
    const places = Array.isArray(known) ? known : [];
    this.#warningOrigins.set(message, [...places, origin ? Dict.of({ ...origin }) : null]);
  };

  readonly deprecate = (message: string, version?: string, of?: DeprecationSource): void => {
    const deprecation = Dict.of({ msg: message, version: version ?? null });
    const collection = of ? of.collection : version === undefined ? undefined : 'ansible.builtin';
    if (collection !== undefined) {
      deprecation.set('collection_name', collection);
      deprecation.set('deprecator', Dict.of({ resolved_name: collection, type: null }));
    }
    if (of?.date !== undefined) deprecation.set('date', of.date);
    if (of?.plugin !== undefined) deprecation.set('_ansible_plugin', of.plugin);
    if (of?.help !== undefined) deprecation.set('_ansible_help', of.help);
    this.#deprecations.push(deprecation);
  };

  /** A deprecation that has been shown where it was met: a registered result lists it all the same, once for each place. */
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

  /** Adds them to those that the result has. */
  addTo(result: Dict): void {
    const append = (name: string, added: readonly Value[]): void => {
      if (added.length === 0) return;
      const listed = result.get(name);
      result.set(name, [...(Array.isArray(listed) ? listed : []), ...added]);
    };
    append('warnings', this.#warnings);
    if (this.#warningOrigins.size > 0) result.set(warningOriginsKey, this.#warningOrigins);
    append('deprecations', this.#deprecations);
    append(
      notedDeprecationsKey,
      this.#noted.map(({ shown }) => shown),
    );
    if (this.#warningHelp.size === 0) return;
    const known = result.get(warningHelpKey);
    result.set(warningHelpKey, new Dict([...(known instanceof Dict ? known : []), ...this.#warningHelp]));
  }
}

/** Copies where the items' warnings were caused, and what to do about them, to the loop's result, which repeats the warnings. */
export function gatherWarningDetails(whole: Dict, results: readonly Dict[]): void {
  const detailsOf = (name: string): [Value, Value][] =>
    results.flatMap((result) => {
      const known = result.get(name);
      return known instanceof Dict ? [...known] : [];
    });
  const origins = new Dict();
  for (const [message, places] of detailsOf(warningOriginsKey)) {
    const known = origins.get(message);
    origins.set(message, [...(Array.isArray(known) ? known : []), ...(Array.isArray(places) ? places : [])]);
  }
  if (origins.size > 0) whole.set(warningOriginsKey, origins);
  const help = detailsOf(warningHelpKey);
  if (help.length > 0) whole.set(warningHelpKey, new Dict(help));
}
