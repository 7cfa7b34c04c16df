import { appendAll } from '../python/append-all.ts';
import type { Origin } from '../errors/origin.ts';
import { Bytes } from '../python/bytes.ts';
import { Dict } from '../python/dict.ts';
import { repr, stringRepr } from '../python/repr.ts';
import { PySet } from '../python/set.ts';
import { hasTemplateSyntax, TemplateString } from '../python/template-string.ts';
import { originByValue } from '../python/unknown-origin.ts';
import { Tuple } from '../python/tuple.ts';
import type { Value } from '../python/value.ts';
import type { VaultString } from '../python/vault-string.ts';
import type { MappingNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { recordOrigins, recordUnsafe } from './origins.ts';
import { resolvePlain } from './resolve-tag.ts';
import { readBinary, readBool, readFloat, readInt, readTimestamp, ScalarFault } from './scalars.ts';
import { YamlFault, type Mark } from './yaml-fault.ts';
import { ownMember } from '../python/own-member.ts';

/** What building values asks of its surroundings. */
export interface Construction {
  readonly file: string;
  /** Do strings with template syntax become TemplateStrings? */
  readonly trust: boolean;
  /** Are `!vault` and `!unsafe` known? The from_yaml filter knows neither. */
  readonly ansibleTags: boolean;
  readonly duplicateKeys: 'warn' | 'error' | 'ignore';
  vault(envelope: string, origin: Origin): VaultString;
  warn(message: string, origin: Origin, help: string): void;
  /** A mark as people count. */
  origin(mark: Mark): Origin;
  /** The column of a mark as people count: from 1, in characters. */
  readonly columnOf: (mark: Mark) => number;
}

/** Builds the values of a node as PyYAML's SafeLoader with Ansible's constructors does. Throws YamlFault. */
export function constructValue(node: Node, construction: Construction): Value {
  const constructor = new Constructor(construction);
  const value = constructor.value(node);
  constructor.warn();
  return value;
}

/** What to tell about a node, and how deep it is. */
interface Remark {
  readonly depth: number;
  readonly message: string;
  readonly node: Node;
  readonly help: string;
}

class Constructor {
  readonly #with: Construction;
  readonly #shared = new Map<Node, Value>();
  readonly #remarks: Remark[] = [];
  #unsafeDepth = 0;
  #depth = 0;

  constructor(construction: Construction) {
    this.#with = construction;
  }

  /** PyYAML builds level by level, so Ansible warns of outer mappings before inner ones. */
  warn(): void {
    for (const { message, node, help } of this.#remarks.sort((a, b) => a.depth - b.depth)) {
      this.#with.warn(message, this.#with.origin(node), help);
    }
  }

  #remark(message: string, node: Node, help: string): void {
    this.#remarks.push({ depth: this.#depth, message, node, help });
  }

  value(node: Node): Value {
    if (!node.aliased) return this.#construct(node, node.tag);
    const known = this.#shared.get(node);
    if (known !== undefined) return known;
    const value = this.#construct(node, node.tag);
    this.#shared.set(node, value);
    return value;
  }

  #construct(node: Node, tag: string): Value {
    switch (tag) {
      case 'str':
      case 'python/unicode':
        return this.#string(this.#scalar(node), node);
      case 'map':
      case 'python/dict':
        return this.#mapping(node);
      case 'seq':
        return this.#sequence(node);
      case 'null':
        this.#scalar(node);
        return null;
      case 'set':
        return new PySet(this.#mapping(node).keys());
      case 'omap':
        return this.#pairs(node, 'while constructing an ordered map', 'omap', true);
      case 'pairs':
        return this.#pairs(node, 'while constructing pairs', 'pairs', false);
      default:
        return this.#typed(node, tag);
    }
  }

  #typed(node: Node, tag: string): Value {
    const read = ownMember(readers, tag);
    if (read) {
      const text = this.#scalar(node);
      try {
        return read(text);
      } catch (error) {
        if (!(error instanceof ScalarFault)) throw error;
        throw new YamlFault(undefined, error.message, node, { raisedBy: error.raisedBy });
      }
    }
    if (this.#with.ansibleTags) {
      if (tag === '!unsafe') return this.#unsafe(node);
      if (tag === '!vault' || tag === '!vault-encrypted') return this.#vault(node, tag);
    }
    const full = tag === 'value' || tag === 'merge' ? `tag:yaml.org,2002:${tag}` : tag;
    throw new YamlFault(undefined, `could not determine a constructor for the tag ${stringRepr(full)}`, node);
  }

  #string(text: string, node: Node): string | TemplateString {
    if (!this.#with.trust || this.#unsafeDepth > 0 || !hasTemplateSyntax(text)) return text;
    const origin = this.#with.origin(node);
    // The command line has no lines to show.
    const place = origin.file.startsWith('<') ? { ...originByValue(origin.file, text), ...origin } : origin;
    return new TemplateString(text, place);
  }

  /** A scalar's text; a mapping with a `=` key stands for that key's value. */
  #scalar(node: Node): string {
    if (node.kind === 'scalar') return node.value;
    if (node.kind === 'mapping') {
      for (const [key, value] of node.pairs) if (key.tag === 'value') return this.#scalar(value);
    }
    throw new YamlFault(undefined, `expected a scalar node, but found ${node.kind}`, node);
  }

  #isUnsafe({ tag }: Node, value: Value): boolean {
    return typeof value === 'string' && (this.#unsafeDepth > 0 || tag === '!unsafe');
  }

  #unsafe(node: Node): Value {
    this.#unsafeDepth++;
    try {
      return this.#construct(node, untagged(node));
    } finally {
      this.#unsafeDepth--;
    }
  }

  #vault(node: Node, tag: string): Value {
    if (tag === '!vault-encrypted') {
      this.#remark(
        'Use of the YAML `!vault-encrypted` tag is deprecated.',
        node,
        'Use the `!vault` tag instead.',
      );
    }
    if (node.kind !== 'scalar' || untagged(node) !== 'str') {
      throw new YamlFault(undefined, `the ${stringRepr(tag)} tag requires a string value`, node, {
        raisedBy: 'ansible',
      });
    }
    return this.#with.vault(node.value, this.#with.origin(node));
  }

  #sequence(node: Node): Value[] {
    if (node.kind !== 'sequence') {
      throw new YamlFault(undefined, `expected a sequence node, but found ${node.kind}`, node);
    }
    const list: Value[] = [];
    const positions: number[] = [];
    this.#depth++;
    for (const item of node.items) {
      const value = this.value(item);
      list.push(value);
      if (this.#isUnsafe(item, value)) recordUnsafe(list, list.length - 1);
      const line = item.line + 1;
      const column = this.#with.columnOf(item);
      positions.push(line, column, line, column);
    }
    this.#depth--;
    recordOrigins(list, this.#with.file, this.#with.origin(node), positions);
    return list;
  }

  #mapping(node: Node): Dict {
    if (node.kind !== 'mapping') {
      throw new YamlFault(undefined, `expected a mapping node, but found ${node.kind}`, node);
    }
    this.#flatten(node);
    const dict = new Dict();
    const keys: Value[] = [];
    const positions: number[] = [];
    this.#depth++;
    for (const [keyNode, valueNode] of node.pairs) {
      const key = this.#key(keyNode, node);
      if (dict.has(key)) this.#duplicate(key, keyNode);
      const value = this.value(valueNode);
      dict.set(key, value);
      if (this.#isUnsafe(valueNode, value)) recordUnsafe(dict, key);
      keys.push(key);
      const { columnOf } = this.#with;
      positions.push(keyNode.line + 1, columnOf(keyNode), valueNode.line + 1, columnOf(valueNode));
    }
    this.#depth--;
    recordOrigins(dict, this.#with.file, this.#with.origin(node), positions, keys);
    return dict;
  }

  /** Keys are plain strings even with template syntax in them: Ansible never renders a key by itself. */
  #key(node: Node, mapping: MappingNode): Value {
    if (node.kind === 'scalar' && (node.tag === 'str' || node.tag === 'value')) return node.value;
    if (node.kind !== 'scalar' && unhashableTags.has(node.tag)) {
      const options = { contextMark: mapping };
      throw new YamlFault('while constructing a mapping', 'found unhashable key', node, options);
    }
    const key = this.value(node);
    return key instanceof TemplateString ? key.source : key;
  }

  #duplicate(key: Value, node: Node): void {
    const message = `Found duplicate mapping key ${repr(key)}.`;
    if (this.#with.duplicateKeys === 'error')
      throw new YamlFault(undefined, message, node, { raisedBy: 'ansible' });
    if (this.#with.duplicateKeys === 'warn') this.#remark(message, node, 'Using last defined value only.');
  }

  /** Puts what `<<` names in front of a mapping's own pairs, so that its own win. */
  #flatten(node: MappingNode): void {
    if (node.flattened) return;
    node.flattened = true;
    if (!node.pairs.some(([key]) => key.tag === 'merge')) return;
    const merged: [Node, Node][] = [];
    const own: [Node, Node][] = [];
    for (const pair of node.pairs) {
      if (pair[0].tag !== 'merge') own.push(pair);
      else appendAll(merged, this.#mergedPairs(pair[1], node));
    }
    node.pairs = [...merged, ...own];
  }

  #mergedPairs(value: Node, node: MappingNode): [Node, Node][] {
    if (value.kind === 'mapping') {
      this.#flatten(value);
      return value.pairs;
    }
    const context = 'while constructing a mapping';
    if (value.kind !== 'sequence') {
      const problem = `expected a mapping or list of mappings for merging, but found ${value.kind}`;
      throw new YamlFault(context, problem, value, { contextMark: node });
    }
    const sources: [Node, Node][][] = [];
    for (const source of value.items) {
      if (source.kind !== 'mapping') {
        const problem = `expected a mapping for merging, but found ${source.kind}`;
        throw new YamlFault(context, problem, source, { contextMark: node });
      }
      this.#flatten(source);
      sources.push(source.pairs);
    }
    // The first mapping of the list wins, so it comes last.
    return sources.reverse().flat();
  }

  /** `!!omap` and `!!pairs`: a list of tuples. */
  #pairs(node: Node, context: string, tag: string, ordered: boolean): Value[] {
    const help = ordered
      ? 'Use a standard mapping instead, as key order is always preserved.'
      : 'Use a standard mapping instead.';
    this.#remark(`Use of the YAML \`!!${tag}\` tag is deprecated.`, node, help);
    if (node.kind !== 'sequence') {
      throw new YamlFault(context, `expected a sequence, but found ${node.kind}`, node, {
        contextMark: node,
      });
    }
    return node.items.map((item) => this.#pair(item, node, context));
  }

  #pair(item: Node, list: SequenceNode, context: string): Tuple {
    if (item.kind !== 'mapping') {
      const problem = `expected a mapping of length 1, but found ${item.kind}`;
      throw new YamlFault(context, problem, item, { contextMark: list });
    }
    const [pair] = item.pairs;
    if (!pair || item.pairs.length !== 1) {
      const problem = `expected a single mapping item, but found ${item.pairs.length} items`;
      throw new YamlFault(context, problem, item, { contextMark: list });
    }
    return new Tuple([this.value(pair[0]), this.value(pair[1])]);
  }
}

const unhashableTags = new Set(['map', 'seq', 'set', 'omap', 'pairs', 'python/dict', '!unsafe']);

/** What a node would be without its tag. */
function untagged(node: Node): string {
  if (node.kind === 'scalar') return resolvePlain((node as ScalarNode).value);
  return node.kind === 'mapping' ? 'map' : 'seq';
}

const readers: Readonly<Record<string, (text: string) => Value>> = {
  int: readInt,
  float: readFloat,
  bool: readBool,
  timestamp: readTimestamp,
  binary: (text) => new Bytes(readBinary(text)),
};
