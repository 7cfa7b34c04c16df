import { Dict } from '../python/dict.ts';
import { mergeDeeply } from '../python/merge-deeply.ts';
import { adoptMemberOrigin } from '../yaml/origins.ts';
import type { FactCache } from './fact-cache/fact-cache.ts';
import { injectedFacts, namespacedFacts } from './fact-names.ts';

/**
 * What a run has learnt of its hosts: facts, and the variables that `set_fact`, `register` and `include_vars` made.
 * Everything here is data from modules; nothing in it is ever rendered.
 */
export class HostMemory {
  readonly #hosts = new Map<string, HostRecord>();
  readonly #injectFacts: boolean;
  readonly #mergeHashes: boolean;
  readonly #cache: FactCache | undefined;

  /**
   * @param options.injectFacts Ansible's INJECT_FACTS_AS_VARS: facts are variables of their own too
   * @param options.mergeHashes DEFAULT_HASH_BEHAVIOUR is `merge`
   * @param options.cache where facts are found of earlier runs, and left for later ones
   */
  constructor(options: {
    readonly injectFacts: boolean;
    readonly mergeHashes?: boolean;
    readonly cache?: FactCache | undefined;
  }) {
    this.#injectFacts = options.injectFacts;
    this.#mergeHashes = options.mergeHashes ?? false;
    this.#cache = options.cache;
  }

  /** `set_fact` and `register`: above the play's variables, gone with the run. */
  setVariables(host: string, variables: Dict): void {
    setMembers(this.#record(host).variables, variables);
  }

  /** `include_vars`: a dict replaces one of its name that an earlier one gave, or is merged with it if the settings say so. */
  includeVariables(host: string, variables: Dict): void {
    const { included } = this.#record(host);
    for (const [name, value] of variables) {
      const earlier = included.get(name);
      const isMerged = this.#mergeHashes && earlier instanceof Dict && value instanceof Dict;
      adoptMemberOrigin(included, name, variables);
      included.set(name, isMerged ? mergeDeeply(earlier, value) : value);
    }
  }

  /** Facts as modules return them under `ansible_facts`, and `set_fact` with `cacheable`. */
  addFacts(host: string, facts: Dict): void {
    const record = this.#record(host);
    const all = record.facts.copy();
    for (const [name, value] of facts) all.set(name, value);
    this.#replaceFacts(record, all);
    this.#cache?.set(host, all);
  }

  clearFacts(host: string): void {
    this.#cache?.delete(host);
    this.#replaceFacts(this.#record(host), new Dict());
  }

  hasGatheredFacts(host: string): boolean {
    return this.#record(host).facts.get('_ansible_facts_gathered') === true;
  }

  facts(host: string): Dict {
    return this.#record(host).facts;
  }
  variables(host: string): Dict {
    return this.#record(host).variables;
  }
  included(host: string): Dict {
    return this.#record(host).included;
  }
  /** `ansible_facts`, and the facts as variables where the settings say so. */
  factVariables(host: string): Dict {
    return this.#record(host).factVariables;
  }

  #record(host: string): HostRecord {
    let record = this.#hosts.get(host);
    if (!record) {
      const facts = this.#cache?.get(host) ?? new Dict();
      record = {
        facts,
        factVariables: this.#factVariables(facts),
        variables: new Dict(),
        included: new Dict(),
      };
      this.#hosts.set(host, record);
    }
    return record;
  }

  #replaceFacts(record: HostRecord, facts: Dict): void {
    record.facts = facts;
    record.factVariables = this.#factVariables(facts);
  }

  #factVariables(facts: Dict): Dict {
    const variables = this.#injectFacts
      ? injectedFacts(facts)
      : Dict.of({ ansible_local: facts.get('ansible_local') ?? new Dict() });
    variables.set('ansible_facts', namespacedFacts(facts));
    return variables;
  }
}

function setMembers(to: Dict, variables: Dict): void {
  for (const [name, value] of variables) {
    adoptMemberOrigin(to, name, variables);
    to.set(name, value);
  }
}

interface HostRecord {
  facts: Dict;
  factVariables: Dict;
  readonly variables: Dict;
  readonly included: Dict;
}
