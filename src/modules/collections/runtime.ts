import { textOf } from '../may-be-missing.ts';
import * as z from 'zod';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { Dict } from '../../python/dict.ts';
import { repr } from '../../python/repr.ts';
import { PyObject, type Value } from '../../python/value.ts';
import { loadYaml } from '../../yaml/load.ts';
import { type GroupMetadata, readGroupMetadata } from './action-group-metadata.ts';
import { isSimpleYaml, sliceBlock } from './block-slice.ts';

const removal = z.looseObject({
  removal_version: z.coerce.string().nullish(),
  removal_date: z.coerce.string().nullish(),
  warning_text: z.unknown(),
});
const routingEntry = z.looseObject({
  redirect: z.string().nullish(),
  action_plugin: z.string().nullish(),
  deprecation: removal.nullish(),
  tombstone: removal.nullish(),
});
const actionGroup = z.array(z.unknown());

/** Why and when a plug-in goes or went away. */
export interface Removal {
  readonly version: string | undefined;
  readonly date: string | undefined;
  readonly text: string;
}

/** What a collection says of one of its plug-ins in `meta/runtime.yml`. */
export interface RoutingEntry {
  readonly redirect: string | undefined;
  readonly actionPlugin: string | undefined;
  readonly deprecation: Removal | undefined;
  readonly tombstone: Removal | undefined;
}

/** The modules of a `group/…` of module_defaults, and the groups whose modules it takes over. */
export interface ActionGroup extends GroupMetadata {
  readonly actions: readonly string[];
}

/**
 * One `meta/runtime.yml` (or ansible-core's own `ansible_builtin_runtime.yml`). Only what is asked for is parsed: that
 * file has 9,000 lines, and every `ansible.builtin.x` asks it a question. Throws MitorunError PARSER for a broken file.
 */
export class RuntimeMetadata {
  readonly file: string;
  #text: string | undefined;
  #simple: boolean | undefined;
  #whole: unknown;
  #moduleUtils: ReadonlySet<string> | undefined;
  readonly #entries = new Map<string, RoutingEntry | undefined>();

  constructor(file: string) {
    this.file = file;
  }

  /** `plugin_routing.<type>.<name>` */
  entry(type: string, name: string): RoutingEntry | undefined {
    const key = `${type} ${name}`;
    let entry = this.#entries.get(key);
    if (!entry && !this.#entries.has(key)) {
      const isPossible = type !== 'module_utils' || this.#mayRouteModuleUtil(name);
      const found = isPossible ? this.#find(['plugin_routing', type, name]) : undefined;
      entry = found == null ? undefined : toRoutingEntry(this.#parse(routingEntry, found, key));
      this.#entries.set(key, entry);
    }
    return entry;
  }

  /** The group by either of its spellings, `ns.coll.group` and `group`. */
  actionGroup(qualifiedName: string): ActionGroup | undefined {
    const short = qualifiedName.split('.').slice(2).join('.');
    const found = this.#find(['action_groups', qualifiedName]) ?? this.#find(['action_groups', short]);
    if (found == null) return undefined;
    const members = this.#parse(actionGroup, found, `action_groups ${short}`);
    return {
      actions: members.filter((member) => typeof member === 'string'),
      ...readGroupMetadata(members.filter((member) => typeof member !== 'string')),
    };
  }

  /** The `requires_ansible` version specifier, if the collection has one. */
  requiresAnsible(): string | undefined {
    const found = this.#find(['requires_ansible']);
    return typeof found === 'string' ? found : undefined;
  }

  #find(keys: readonly string[]): unknown {
    const text = this.#read();
    if (this.#whole === undefined) {
      const last = (keys.at(-1) ?? '').replaceAll('.', String.raw`\.`);
      if (!new RegExp(`(?<![\\w.])${last}["']?\\s*:`).test(text)) return undefined;
      const slice = this.#isSimple() ? sliceBlock(text, keys) : 'unsure';
      if (slice === 'absent') return undefined;
      if (slice !== 'unsure') return memberOf(this.#load(slice.yaml), keys.at(-1) ?? '');
      this.#whole = this.#load(text);
    }
    let value: unknown = this.#whole;
    for (const key of keys) value = memberOf(value, key);
    return value;
  }

  /** False only where no module_util of this name can have an entry: a closure asks for hundreds that have none. */
  #mayRouteModuleUtil(name: string): boolean {
    if (this.#moduleUtils === undefined) {
      const slice = this.#isSimple()
        ? sliceBlock(this.#read(), ['plugin_routing', 'module_utils'])
        : 'unsure';
      const lines = slice === 'unsure' ? this.#read() : slice === 'absent' ? '' : slice.yaml;
      this.#moduleUtils = new Set(
        Array.from(lines.matchAll(/(?:^|[{,]) *["']?([\w.]+)["']? *:/gm), (match) => match[1] ?? ''),
      );
    }
    return this.#moduleUtils.has(name);
  }

  #read(): string {
    this.#text ??= textOf(this.file) ?? '';
    return this.#text;
  }

  #isSimple(): boolean {
    this.#simple ??= isSimpleYaml(this.#read());
    return this.#simple;
  }

  #load(text: string): unknown {
    return plain(loadYaml(text, { file: this.file, trust: false })) ?? {};
  }

  #parse<Output>(schema: z.ZodType<Output>, value: unknown, what: string): Output {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new MitorunError('PARSER', `${this.file}: '${what}' is not what a runtime.yml may hold`, {
      hint: z.prettifyError(result.error),
    });
  }
}

function toRoutingEntry(entry: z.infer<typeof routingEntry>): RoutingEntry {
  return {
    redirect: entry.redirect ?? undefined,
    actionPlugin: entry.action_plugin ?? undefined,
    deprecation: entry.deprecation ? toRemoval(entry.deprecation) : undefined,
    tombstone: entry.tombstone ? toRemoval(entry.tombstone) : undefined,
  };
}

function toRemoval(entry: z.infer<typeof removal>): Removal {
  return {
    version: entry.removal_version ?? undefined,
    date: entry.removal_date ?? undefined,
    text: typeof entry.warning_text === 'string' ? entry.warning_text : '',
  };
}

/** A plain JS value for the schemas. Keys are strings in these files; dates and the like become their text. */
function plain(value: Value): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Dict) {
    return Object.fromEntries(
      [...value].map(([key, member]) => [typeof key === 'string' ? key : repr(key), plain(member)]),
    );
  }
  return value instanceof PyObject ? value.str() : value;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
