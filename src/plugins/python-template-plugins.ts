import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { Bytes } from '../python/bytes.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { ModuleCatalog } from '../modules/catalog.ts';
import type { ResolvedPlugin } from '../modules/plugin-search.ts';
import { bindArguments, signature } from '../template/argument-binder.ts';
import { NamedPluginError } from '../template/plugin-failure.ts';
import type {
  CallContext,
  FilterDefinition,
  LookupDefinition,
  PluginResolver,
  TestDefinition,
} from '../template/registry.ts';
import { UndefinedUse, Undefined } from '../template/undefined.ts';
import type { PluginDirectories, TemplatePluginKind } from './plugin-directories.ts';
import type { Callbacks } from './conversation.ts';
import type { PythonHelper } from './python-helper.ts';
import { PythonPluginError } from './python-plugin-error.ts';
import { SharedDicts } from './shared-dicts.ts';
import { toWire, type WireOptions } from './helper-values.ts';

export interface PythonTemplatePluginsOptions {
  readonly helper: PythonHelper;
  readonly catalog: ModuleCatalog;
  readonly directories: PluginDirectories;
  /** Shows a plug-in's traceback to those who want to see it. */
  readonly showTraceback: (text: string) => void;
}

const functionSignature = signature('__input, *args, **kwargs');
const notFound = Symbol('no such plug-in');

/**
 * Filters, tests and lookups in Python, for the names that mitorun has nothing of its own for and those that the user's
 * own plug-ins override. Python is started only where a collection or a directory of the user's may have the name.
 */
export class PythonTemplatePlugins implements PluginResolver {
  readonly #options: PythonTemplatePluginsOptions;
  readonly #found = new Map<string, FoundPlugin | typeof notFound>();

  constructor(options: PythonTemplatePluginsOptions) {
    this.#options = options;
  }

  /** A playbook's or role's directory: its `filter_plugins/` and the like count from now on. */
  addDirectory(directory: string): void {
    const { directories, helper } = this.#options;
    if (!directories.add(directory)) return;
    helper.useDirectories(directories.directories);
    this.#found.clear();
  }

  filter(name: string, own: FilterDefinition | undefined): FilterDefinition | undefined {
    const found = this.#jinjaPlugin('filter', name, own !== undefined);
    if (!found) return own?.isSure ? this.#withOriginal(name, own, own.isSure) : own;
    return {
      name,
      signature: functionSignature,
      impure: true,
      call: (context, ...args) => this.#callFunction('filter', name, found, context, args),
    };
  }

  /** Uses mitorun's filter for the usual cases, and the collection's for everything else, errors too. */
  #withOriginal(
    name: string,
    own: FilterDefinition,
    isSure: NonNullable<FilterDefinition['isSure']>,
  ): FilterDefinition {
    const answer = (context: CallContext, ...args: Value[]): Value => {
      const [value, more, keywords] = args as [Value, Value[], Dict];
      const given = [...keywords].map(([key, member]) => [str(key), member] as const);
      const bind = (): Value[] => bindArguments(own.name, own.signature, [value, ...more], new Map(given));
      let failure: unknown;
      try {
        const bound = bind();
        if (isSure(...bound)) return own.call(context, ...bound);
      } catch (error) {
        if (error instanceof UndefinedUse) throw error;
        failure = error;
      }
      const original = this.#original(name, own);
      if (original) return this.#callFunction('filter', name, original, context, args);
      if (failure !== undefined) throw failure;
      return own.call(context, ...bind());
    };
    return { ...own, signature: functionSignature, call: answer };
  }

  /** The collection's own; undefined where the collection, or a Python to run it, is not there. */
  #original(name: string, own: FilterDefinition): FoundPlugin | undefined {
    const [namespace, collection] = own.name.split('.');
    if (this.#options.catalog.collections().find(`${namespace}.${collection}`) === undefined)
      return undefined;
    try {
      return this.#remembered('filter', name, false);
    } catch (error) {
      if (error instanceof MitorunError) return undefined;
      throw error;
    }
  }

  test(name: string, own: TestDefinition | undefined): TestDefinition | undefined {
    const found = this.#jinjaPlugin('test', name, own !== undefined);
    if (!found) return own;
    return {
      name,
      signature: functionSignature,
      impure: true,
      call: (context, ...args) => {
        const answer = this.#callFunction('test', name, found, context, args);
        const [holds, type] = Array.isArray(answer) ? answer : [answer];
        if (typeof type === 'string') {
          context.lookups.deprecate(
            `The test plugin '${found.fullName}' returned a non-boolean result of type ${type}. Test plugins must have a boolean result.`,
            '2.23',
          );
        }
        return holds === true;
      },
    };
  }

  lookup(name: string, own: LookupDefinition | undefined): LookupDefinition | undefined {
    if (own?.name === 'config') return this.#configLookup(own);
    if (own && isOfCollection(name)) return own;
    const { catalog, directories } = this.#options;
    let resolved: ResolvedPlugin | undefined;
    try {
      resolved = catalog.resolvePlugin('lookup', name, { extraDirectories: directories.of('lookup') });
    } catch (error) {
      if (!(error instanceof MitorunError)) throw error;
      const removed = new NamedPluginError(name, error.message, { failedToLoad: true });
      return {
        name,
        call: () => {
          throw removed;
        },
      };
    }
    if (!resolved || (own && resolved.collection === 'ansible.builtin')) return own;
    return {
      name,
      judgesUndefined: true,
      call: (context, terms, options) => this.#callLookup(name, context, terms, options),
    };
  }

  /** Asks ansible-core for what mitorun lacks: options of plug-ins, settings of ansible-galaxy. */
  #configLookup(own: LookupDefinition): LookupDefinition {
    return {
      ...own,
      call: (context, terms, options, plugin) => {
        const answer = (): readonly Value[] => own.call(context, terms, options, plugin);
        const isOwn = (term: Value): boolean =>
          typeof term !== 'string' || context.lookups.setting(term) !== undefined;
        const ofPlugin =
          (options.get('plugin_type') ?? null) !== null && (options.get('plugin_name') ?? null) !== null;
        if (!ofPlugin && terms.every(isOwn)) return answer();
        try {
          return this.#callLookup(plugin, context, terms, options);
        } catch (error) {
          // Without ansible-core mitorun's own settings are all that is known.
          if (ofPlugin || error instanceof PythonPluginError || !(error instanceof MitorunError)) throw error;
          return answer();
        }
      },
    };
  }

  #jinjaPlugin(kind: 'filter' | 'test', name: string, hasOwn: boolean): FoundPlugin | undefined {
    return this.#mayHave(kind, name, hasOwn) ? this.#remembered(kind, name, hasOwn) : undefined;
  }

  #remembered(kind: 'filter' | 'test', name: string, hasOwn: boolean): FoundPlugin | undefined {
    const key = `${kind} ${name}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#ask(kind, name, hasOwn);
      this.#found.set(key, found);
    }
    return found === notFound ? undefined : found;
  }

  /** Whether Python may have such a filter or test, found out without starting Python. */
  #mayHave(kind: 'filter' | 'test', name: string, hasOwn: boolean): boolean {
    const { catalog, directories } = this.#options;
    if (isOfCollection(name)) {
      const [namespace, collection] = name.split('.');
      if (hasOwn || namespace === undefined || name.startsWith('ansible.builtin.')) return false;
      return catalog.collections().has(`${namespace}.${collection}`);
    }
    const bare = name.replace(/^ansible\.legacy\./, '');
    if (bare.includes('.')) return false;
    if (directories.hasFiles(kind) && (!hasOwn || directories.mentions(kind, bare))) return true;
    return !hasOwn && catalog.isRedirected(kind, bare);
  }

  #ask(kind: 'filter' | 'test', name: string, hasOwn: boolean): FoundPlugin | typeof notFound {
    try {
      const fullName = this.#options.helper.request('has', Dict.of({ kind, name }), `${kind} '${name}'`);
      if (fullName === null || (hasOwn && str(fullName).startsWith('ansible.builtin.'))) return notFound;
      return { fullName: str(fullName), fault: undefined };
    } catch (error) {
      if (!(error instanceof PythonPluginError)) throw error;
      return { fullName: name, fault: error };
    }
  }

  #callFunction(
    kind: 'filter' | 'test',
    name: string,
    found: FoundPlugin,
    context: CallContext,
    [value, args, keywords]: readonly Value[],
  ): Value {
    if (found.fault) {
      this.#options.showTraceback(found.fault.raised.traceback);
      throw new NamedPluginError(name, found.fault.message, { failedToLoad: true });
    }
    const shared = new SharedDicts(context.variables);
    const wire = wireOptions(context, shared);
    const given = Dict.of({
      name,
      args: toWire([value as Value, ...(args as Value[])], wire),
      keywords: wireMembers(keywords as Dict, wire),
    });
    return this.#run(kind, { name, fullName: found.fullName, given, context, shared });
  }

  #callLookup(name: string, context: CallContext, terms: readonly Value[], options: Dict): Value[] {
    const shared = new SharedDicts(context.variables);
    const wire = { ...wireOptions(context, shared), sendsUndefined: true };
    const given = Dict.of({
      name,
      terms: toWire([...terms], wire),
      options: wireMembers(options, wire),
      directory: context.lookups.baseDirectory,
    });
    const found = this.#run('lookup', { name, fullName: name, given, context, shared });
    return Array.isArray(found) ? found : [found];
  }

  #run(kind: TemplatePluginKind, { name, fullName, given, context, shared }: PluginCall): Value {
    try {
      const result = this.#options.helper.runPlugin(kind, given, `${kind} '${name}'`, {
        callbacks: callbacksOf(context, shared),
        referred: (number) => shared.referred(number),
      });
      if (result instanceof Undefined) throw new UndefinedUse(result);
      return result;
    } catch (error) {
      if (!(error instanceof PythonPluginError)) throw error;
      this.#options.showTraceback(error.raised.traceback);
      throw new PythonPluginError(fullName, error.raised);
    }
  }
}

interface PluginCall {
  readonly name: string;
  /** The name that messages show. */
  readonly fullName: string;
  readonly given: Dict;
  readonly context: CallContext;
  readonly shared: SharedDicts;
}

interface FoundPlugin {
  readonly fullName: string;
  /** The error of its loading, which the first call throws. */
  readonly fault: PythonPluginError | undefined;
}

function isOfCollection(name: string): boolean {
  return name.split('.').length > 2 && !name.startsWith('ansible.legacy.');
}

/** Keywords are a plain mapping by name, whatever they are called. */
function wireMembers(members: Dict, wire: WireOptions): Dict {
  return new Dict([...members].map(([key, member]) => [key, toWire(member, wire)] as const));
}

function wireOptions(context: CallContext, shared: SharedDicts): WireOptions {
  return { render: (template) => context.render(template), refer: (dict) => shared.refer(dict) };
}

/** What a plug-in may ask of the template that calls it. */
function callbacksOf({ lookups }: CallContext, shared: SharedDicts): Callbacks {
  return {
    member: (args) => shared.member(args),
    has: (args) => shared.has(args),
    names: (args) => shared.names(args),
    decrypt: (args) => {
      const data = args.get('data');
      if (!(data instanceof Bytes)) return null;
      return toWire(new Bytes(lookups.decrypt(Buffer.from(data.data), '<plug-in>')));
    },
  };
}
