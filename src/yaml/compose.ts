import type { MappingNode, Node, ScalarNode, SequenceNode } from './node.ts';
import { resolvePlain } from './resolve-tag.ts';
import { Scanner } from './scan/scanner.ts';
import type { Token, TokenKind } from './scan/token.ts';
import { YamlFault, type Mark } from './yaml-fault.ts';

const coreTagPrefix = 'tag:yaml.org,2002:';
const defaultHandles: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', coreTagPrefix],
];
/** Far deeper than anybody writes, and shallow enough for every recursive walk over the values. */
const deepest = 500;
/** Aliases may stand for this many values before a file counts as an attack ("billion laughs"). */
const heaviest = 4_000_000;

/** The documents of a YAML text as nodes; an empty text has none. Throws YamlFault. */
export function composeDocuments(text: string): Node[] {
  return new Composer(text).documents();
}

/** The only document of a YAML text; undefined where there is none. Throws YamlFault, also where there are more. */
export function composeOne(text: string): Node | undefined {
  return new Composer(text).only();
}

interface Properties {
  anchor: string | undefined;
  /** The tag as written, handles replaced; `!` alone means "as if it had none". */
  tag: string | undefined;
}

/** Tokens to nodes by YAML's grammar, one method a production, with libyaml's words for what does not fit. */
class Composer {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, { node: Node; mark: Mark }>();
  readonly #open = new Set<Node>();
  #handles = new Map<string, string>(defaultHandles);
  #depth = 0;
  #atStart = true;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  documents(): Node[] {
    const documents: Node[] = [];
    for (let node = this.#document(); node; node = this.#document()) documents.push(node);
    return documents;
  }

  only(): Node | undefined {
    const node = this.#document();
    if (!node) return undefined;
    while (this.#scanner.peek().kind === 'documentEnd') this.#scanner.take();
    const token = this.#scanner.peek();
    if (token.kind !== 'streamEnd') {
      this.#expectDocumentStart();
      throw new YamlFault('expected a single document in the stream', 'but found another document', token);
    }
    return node;
  }

  #document(): Node | undefined {
    const scanner = this.#scanner;
    while (!this.#atStart && scanner.peek().kind === 'documentEnd') scanner.take();
    if (scanner.peek().kind === 'streamEnd') return undefined;
    this.#anchors.clear();
    this.#handles = new Map(defaultHandles);
    const implicit = this.#atStart && !isDocumentPrefix(scanner.peek().kind);
    this.#atStart = false;
    if (!implicit) {
      this.#directives();
      this.#expectDocumentStart();
      scanner.take();
    }
    const next = scanner.peek();
    const empty = !implicit && (isDocumentPrefix(next.kind) || isDocumentEnd(next.kind));
    const node = empty ? emptyNode(next) : this.#node(true, false);
    if (node.weight > heaviest) {
      throw new YamlFault(
        undefined,
        `aliases in this document stand for more than ${heaviest} values`,
        node,
        {
          raisedBy: 'ansible',
        },
      );
    }
    return node;
  }

  #expectDocumentStart(): void {
    const token = this.#scanner.peek();
    if (isDocumentPrefix(token.kind)) return;
    throw new YamlFault(undefined, 'did not find expected <document start>', token);
  }

  #directives(): void {
    let sawVersion = false;
    const defined = new Set<string>();
    for (let token = this.#scanner.peek(); ; token = this.#scanner.peek()) {
      if (token.kind === 'versionDirective') {
        if (sawVersion) throw new YamlFault(undefined, 'found duplicate %YAML directive', token);
        if (token.value !== '1.1' && token.value !== '1.2') {
          throw new YamlFault(undefined, 'found incompatible YAML document', token);
        }
        sawVersion = true;
      } else if (token.kind === 'tagDirective') {
        if (defined.has(token.handle))
          throw new YamlFault(undefined, 'found duplicate %TAG directive', token);
        defined.add(token.handle);
        this.#handles.set(token.handle, token.value);
      } else if (token.kind === 'documentStart') return;
      else throw new YamlFault(undefined, 'did not find expected <document start>', token);
      this.#scanner.take();
    }
  }

  #node(block: boolean, indentlessSequence: boolean): Node {
    const scanner = this.#scanner;
    const first = scanner.peek();
    if (first.kind === 'alias') return this.#alias(scanner.take());
    const properties = this.#properties();
    const token = scanner.peek();
    if (token.kind === 'plain' || token.kind === 'scalar') {
      scanner.take();
      return this.#anchored(properties, first, scalarNode(token, first, properties.tag));
    }
    if (++this.#depth > deepest) {
      throw new YamlFault(undefined, `collections are nested more than ${deepest} deep`, token, {
        raisedBy: 'ansible',
      });
    }
    const node = this.#collection(token, first, properties, block, indentlessSequence);
    this.#depth--;
    if (node) return node;
    if (properties.anchor === undefined && properties.tag === undefined) {
      const context = block ? 'while parsing a block node' : 'while parsing a flow node';
      throw new YamlFault(context, 'did not find expected node content', token, { contextMark: first });
    }
    const empty = emptyNode(first);
    empty.tag = properties.tag === '!' ? 'str' : scalarTag(properties.tag, '', true);
    return this.#anchored(properties, first, empty);
  }

  #collection(
    token: Token,
    first: Token,
    properties: Properties,
    block: boolean,
    indentlessSequence: boolean,
  ): Node | undefined {
    if (token.kind === 'blockEntry' && indentlessSequence) {
      return this.#sequence(properties, first, (items) => this.#indentlessItems(items));
    }
    if (token.kind === 'flowSequenceStart') {
      return this.#sequence(properties, first, (items) => this.#flowItems(items, token));
    }
    if (token.kind === 'flowMappingStart') {
      return this.#mapping(properties, first, (pairs) => this.#flowPairs(pairs, token));
    }
    if (block && token.kind === 'blockSequenceStart') {
      return this.#sequence(properties, first, (items) => this.#blockItems(items, token));
    }
    if (block && token.kind === 'blockMappingStart') {
      return this.#mapping(properties, first, (pairs) => this.#blockPairs(pairs, token));
    }
    return undefined;
  }

  #alias(token: Token): Node {
    const known = this.#anchors.get(token.value);
    if (!known) throw new YamlFault(undefined, 'found undefined alias', token);
    if (this.#open.has(known.node)) {
      throw new YamlFault(undefined, 'found unconstructable recursive node', token, { raisedBy: 'ansible' });
    }
    known.node.aliased = true;
    return known.node;
  }

  #properties(): Properties {
    const properties: Properties = { anchor: undefined, tag: undefined };
    const start = this.#scanner.peek();
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind === 'anchor' && properties.anchor === undefined) properties.anchor = token.value;
      else if (token.kind === 'tag' && properties.tag === undefined) properties.tag = this.#tag(token, start);
      else return properties;
      this.#scanner.take();
    }
  }

  #tag(token: Token, start: Token): string {
    if (token.handle === '') return token.value;
    const prefix = this.#handles.get(token.handle);
    if (prefix === undefined) {
      throw new YamlFault('while parsing a node', 'found undefined tag handle', token, {
        contextMark: start,
      });
    }
    return prefix + token.value;
  }

  #anchored<N extends Node>(properties: Properties, mark: Mark, node: N): N {
    if (properties.anchor === undefined) return node;
    const known = this.#anchors.get(properties.anchor);
    if (known) {
      throw new YamlFault('found duplicate anchor; first occurrence', 'second occurrence', mark, {
        contextMark: known.mark,
      });
    }
    this.#anchors.set(properties.anchor, { node, mark });
    return node;
  }

  #sequence(properties: Properties, first: Token, fill: (items: Node[]) => void): SequenceNode {
    const { line, column } = first;
    const tag = collectionTag(properties.tag, 'seq');
    const node: SequenceNode = { kind: 'sequence', tag, line, column, weight: 1, items: [] };
    this.#anchored(properties, first, node);
    this.#open.add(node);
    fill(node.items);
    this.#open.delete(node);
    for (const item of node.items) node.weight += item.weight;
    return node;
  }

  #mapping(properties: Properties, first: Token, fill: (pairs: [Node, Node][]) => void): MappingNode {
    const { line, column } = first;
    const tag = collectionTag(properties.tag, 'map');
    const node: MappingNode = { kind: 'mapping', tag, line, column, weight: 1, pairs: [] };
    this.#anchored(properties, first, node);
    this.#open.add(node);
    fill(node.pairs);
    this.#open.delete(node);
    for (const [key, value] of node.pairs) node.weight += key.weight + value.weight;
    return node;
  }

  #blockItems(items: Node[], start: Token): void {
    const scanner = this.#scanner;
    scanner.take();
    while (scanner.peek().kind === 'blockEntry') {
      const entry = scanner.take();
      items.push(this.#nodeUnless(entry, isAfterBlockEntry, true, false));
    }
    this.#end('blockEnd', 'while parsing a block collection', "did not find expected '-' indicator", start);
  }

  #indentlessItems(items: Node[]): void {
    const scanner = this.#scanner;
    while (scanner.peek().kind === 'blockEntry') {
      const entry = scanner.take();
      items.push(this.#nodeUnless(entry, isAfterIndentlessEntry, true, false));
    }
  }

  #blockPairs(pairs: [Node, Node][], start: Token): void {
    const scanner = this.#scanner;
    scanner.take();
    for (;;) {
      const token = scanner.peek();
      if (token.kind !== 'key') break;
      scanner.take();
      const key = this.#nodeUnless(token, isAfterBlockKeyOrValue, true, true);
      pairs.push([key, this.#blockValue()]);
    }
    this.#end('blockEnd', 'while parsing a block mapping', 'did not find expected key', start);
  }

  #blockValue(): Node {
    const token = this.#scanner.peek();
    if (token.kind !== 'value') return emptyNode(token);
    this.#scanner.take();
    return this.#nodeUnless(token, isAfterBlockKeyOrValue, true, true);
  }

  #flowItems(items: Node[], start: Token): void {
    const scanner = this.#scanner;
    scanner.take();
    while (scanner.peek().kind !== 'flowSequenceEnd') {
      if (items.length > 0)
        this.#separator('while parsing a flow sequence', "did not find expected ',' or ']'", start);
      const token = scanner.peek();
      if (token.kind === 'flowSequenceEnd') break;
      items.push(token.kind === 'key' ? this.#singlePair(scanner.take()) : this.#node(false, false));
    }
    scanner.take();
  }

  /** `[a: b]` holds a mapping of one pair. */
  #singlePair(keyToken: Token): MappingNode {
    const key = this.#nodeUnless(keyToken, isAfterSinglePairKey, false, false);
    const value = this.#flowValue(isAfterSinglePairValue);
    const { line, column } = keyToken;
    const weight = 1 + key.weight + value.weight;
    return { kind: 'mapping', tag: 'map', line, column, weight, pairs: [[key, value]] };
  }

  #flowPairs(pairs: [Node, Node][], start: Token): void {
    const scanner = this.#scanner;
    scanner.take();
    while (scanner.peek().kind !== 'flowMappingEnd') {
      if (pairs.length > 0)
        this.#separator('while parsing a flow mapping', "did not find expected ',' or '}'", start);
      const token = scanner.peek();
      if (token.kind === 'flowMappingEnd') break;
      if (token.kind === 'key') {
        scanner.take();
        const key = this.#nodeUnless(token, isAfterFlowKey, false, false);
        pairs.push([key, this.#flowValue(isAfterFlowValue)]);
      } else {
        const key = this.#node(false, false);
        pairs.push([key, emptyNode(scanner.peek())]);
      }
    }
    scanner.take();
  }

  #flowValue(ends: (kind: TokenKind) => boolean): Node {
    const token = this.#scanner.peek();
    if (token.kind !== 'value') return emptyNode(token);
    this.#scanner.take();
    const next = this.#scanner.peek();
    return ends(next.kind) ? emptyNode(next) : this.#node(false, false);
  }

  /** The node that follows an indicator, or an empty one where the next token ends the entry. */
  #nodeUnless(
    indicator: Token,
    ends: (kind: TokenKind) => boolean,
    block: boolean,
    indentless: boolean,
  ): Node {
    if (!ends(this.#scanner.peek().kind)) return this.#node(block, indentless);
    return emptyNode({ line: indicator.endLine, column: indicator.endColumn });
  }

  #separator(context: string, problem: string, start: Token): void {
    const token = this.#scanner.peek();
    if (token.kind !== 'flowEntry') throw new YamlFault(context, problem, token, { contextMark: start });
    this.#scanner.take();
  }

  #end(kind: TokenKind, context: string, problem: string, start: Token): void {
    const token = this.#scanner.peek();
    if (token.kind !== kind) throw new YamlFault(context, problem, token, { contextMark: start });
    this.#scanner.take();
  }
}

function isDocumentPrefix(kind: TokenKind): boolean {
  return kind === 'documentStart' || kind === 'versionDirective' || kind === 'tagDirective';
}
function isDocumentEnd(kind: TokenKind): boolean {
  return kind === 'documentEnd' || kind === 'streamEnd';
}
function isAfterBlockEntry(kind: TokenKind): boolean {
  return kind === 'blockEntry' || kind === 'blockEnd';
}
function isAfterBlockKeyOrValue(kind: TokenKind): boolean {
  return kind === 'key' || kind === 'value' || kind === 'blockEnd';
}
function isAfterIndentlessEntry(kind: TokenKind): boolean {
  return kind === 'blockEntry' || isAfterBlockKeyOrValue(kind);
}
function isAfterSinglePairKey(kind: TokenKind): boolean {
  return kind === 'value' || kind === 'flowEntry' || kind === 'flowSequenceEnd';
}
function isAfterSinglePairValue(kind: TokenKind): boolean {
  return kind === 'flowEntry' || kind === 'flowSequenceEnd';
}
function isAfterFlowKey(kind: TokenKind): boolean {
  return kind === 'value' || kind === 'flowEntry' || kind === 'flowMappingEnd';
}
function isAfterFlowValue(kind: TokenKind): boolean {
  return kind === 'flowEntry' || kind === 'flowMappingEnd';
}

function emptyNode(mark: Mark): ScalarNode {
  return { kind: 'scalar', tag: 'null', line: mark.line, column: mark.column, weight: 1, value: '' };
}

function scalarNode(token: Token, first: Token, tag: string | undefined): ScalarNode {
  const { line, column } = first;
  const resolved = scalarTag(tag, token.value, token.kind === 'plain');
  return { kind: 'scalar', tag: resolved, line, column, weight: 1, value: token.value };
}

function scalarTag(tag: string | undefined, value: string, plain: boolean): string {
  if (tag === '!' || (tag === undefined && plain)) return resolvePlain(value);
  return tag === undefined ? 'str' : shortTag(tag);
}

function collectionTag(tag: string | undefined, usual: string): string {
  return tag === undefined || tag === '!' ? usual : shortTag(tag);
}

const coreTags = new Set(
  'str int float bool null map seq set omap pairs binary timestamp merge value python/unicode python/dict'.split(
    ' ',
  ),
);

function shortTag(tag: string): string {
  const suffix = tag.startsWith(coreTagPrefix) ? tag.slice(coreTagPrefix.length) : '';
  return coreTags.has(suffix) ? suffix : tag;
}
