import type { ErrorLink } from '../errors/error-report.ts';
import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import type { ValueDeprecation } from '../python/deprecated-value.ts';
import type { ReadonlyDict } from '../python/readonly-dict.ts';
import type { Value } from '../python/value.ts';

/** What an action or a module says of its answer beside the data. An absent member was not spoken of. */
export interface Remarks {
  /** The result is not to be shown. */
  readonly noLog?: boolean;
  /** Callbacks show the result without `-v` too. */
  readonly verboseAlways?: boolean;
  /** Callbacks do not show the result with `-v` either. */
  readonly verboseOverride?: boolean;
  /** Whether the diff is shown, whatever the task says of it. */
  readonly showsDiff?: boolean;
  /** Whether the facts are kept for later runs. */
  readonly factsCacheable?: boolean;
  /** Whether a module's answer could be read. */
  readonly isParsed?: boolean;
  /** The module itself reported the failure, which is told in other words than that of an action. */
  readonly failedInModule?: boolean;
  /** Of a failure: the messages of its causes as the module told them, outermost first. */
  readonly errorChain?: readonly ErrorLink[];
  /** Of a failure: several such chains, of the modules whose failures this answer reports. */
  readonly errorEvents?: readonly (readonly ErrorLink[])[];
  /** By a warning's message, what to do about it. */
  readonly warningHelp?: ReadonlyMap<string, string>;
  /** By a deprecation's message, what its listed form does not say. */
  readonly deprecationDetails?: ReadonlyMap<string, DeprecationDetails>;
  /** Members of the data that the module called deprecated. */
  readonly deprecatedMembers?: readonly DeprecatedMember[];
  /** The host that the output names beside the task's own. */
  readonly delegate?: ShownDelegate;
}

/** What a settled result says beside its data. */
export interface ResultRemarks extends Remarks {
  readonly warnings: readonly ResultWarning[];
  readonly deprecations: readonly ResultDeprecation[];
  /** Of a loop's item. */
  readonly item?: ItemRemarks;
}

/** Of a result that says nothing else. */
export const noRemarks: ResultRemarks = { warnings: [], deprecations: [] };

/** What the result of a loop's item says of the item. */
interface ItemRemarks {
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  /** What stands for it in its line, null where that could not be rendered; absent before it was. */
  readonly label?: Value;
}

export interface ResultWarning {
  readonly message: string;
  /** What to do about it. */
  readonly help: string | undefined;
  readonly origin: Origin | undefined;
}

export interface DeprecationDetails {
  readonly help?: string;
  /** The module's full name, or another plug-in in words (`action plugin 'x'`). */
  readonly plugin?: string;
}

export interface ResultDeprecation extends DeprecationDetails {
  readonly message: string;
  readonly collection: string | undefined;
  readonly version: string | undefined;
  readonly date: string | undefined;
  /** It was shown where it was met: the result only has it for whoever registers it, in this form. */
  readonly shownBefore?: Dict;
}

/** A member of a result that is deprecated, by the keys and indices that lead to it. */
export interface DeprecatedMember {
  readonly path: readonly Value[];
  readonly deprecation: ValueDeprecation;
}

export interface ShownDelegate {
  readonly host: string;
  /** Those of its variables that say how it is reached: `ansible_host`, `ansible_port`, ... */
  readonly variables: ReadonlyDict;
}
