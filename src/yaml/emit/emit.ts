import { analyzeScalar, isBreakCharacter } from './analyze.ts';
import type { DumpMapping, DumpNode, DumpScalar, DumpSequence, ScalarStyle } from './document.ts';
import {
  writeDoubleQuoted,
  writeFoldedBlock,
  writeLine,
  writeLiteral,
  writePlain,
  writeSingleQuoted,
} from './write-scalar.ts';
import { Writer } from './writer.ts';

export interface EmitOptions {
  /** 2 to 9; anything else counts as 2. */
  readonly indent: number;
  /** Lines are folded after this column; below twice the indent it counts as 80, below 0 as no limit. */
  readonly width: number;
  readonly allowUnicode: boolean;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
}

/** A key longer than this (in bytes of UTF-8) is written with `?`. */
const longestSimpleKey = 128;

/**
 * Writes one document as libyaml's emitter does, byte for byte. `repeated` are the nodes that stand in more than one
 * place, in the order in which they are met again: so they are named.
 */
export function emitDocument(root: DumpNode, repeated: Iterable<DumpNode>, options: EmitOptions): string {
  return new Emitter(root, repeated, options).document();
}

interface Place {
  readonly inMapping?: boolean;
  readonly simpleKey?: boolean;
}

const places = {
  item: {},
  inMapping: { inMapping: true },
  simpleKey: { inMapping: true, simpleKey: true },
} satisfies Record<string, Place>;

class Emitter {
  readonly #root: DumpNode;
  readonly #options: EmitOptions;
  readonly #writer: Writer;
  readonly #step: number;
  readonly #anchors: Map<DumpNode, string>;
  readonly #written = new Set<DumpNode>();
  #indent = -1;
  #flowLevel = 0;
  #openEnded = false;

  constructor(root: DumpNode, repeated: Iterable<DumpNode>, options: EmitOptions) {
    this.#root = root;
    this.#options = options;
    this.#step = options.indent >= 2 && options.indent <= 9 ? options.indent : 2;
    const { width } = options;
    const narrow = width >= 0 && width <= this.#step * 2;
    this.#writer = new Writer(narrow ? 80 : width < 0 ? Infinity : width);
    this.#anchors = new Map(
      Array.from(repeated, (node, index) => [node, `id${String(index + 1).padStart(3, '0')}`]),
    );
  }

  document(): string {
    const writer = this.#writer;
    if (this.#options.explicitStart) writer.indicator('---', true);
    this.#node(this.#root, places.item);
    writer.indent(this.#indent);
    if (this.#options.explicitEnd || this.#openEnded) {
      writer.indicator('...', true);
      writer.indent(this.#indent);
    }
    return writer.text;
  }

  #node(node: DumpNode, place: Place): void {
    const anchor = node.kind === 'scalar' ? undefined : this.#anchors.get(node);
    if (anchor !== undefined && this.#written.has(node)) {
      this.#writer.indicator(`*${anchor}`, true);
      // libyaml keeps `*alias :` apart, as a colon may belong to an anchor's name.
      if (place.simpleKey) this.#writer.put(' ');
      return;
    }
    if (anchor !== undefined) {
      this.#written.add(node);
      this.#writer.indicator(`&${anchor}`, true);
    }
    if (node.kind === 'scalar') this.#scalar(node, place);
    else if (node.kind === 'sequence') this.#sequence(node, place);
    else this.#mapping(node);
  }

  /** Runs `body` one step further in; `flow` and `indentless` as libyaml's increase_indent has them. */
  #indented(flow: boolean, indentless: boolean, body: () => void): void {
    const outer = this.#indent;
    if (outer < 0) this.#indent = flow ? this.#step : 0;
    else if (!indentless) this.#indent = outer + this.#step;
    body();
    this.#indent = outer;
  }

  #sequence(node: DumpSequence, place: Place): void {
    if (this.#flowLevel > 0 || node.flow || node.items.length === 0) return this.#flowSequence(node);
    const indentless = Boolean(place.inMapping) && !this.#writer.indention;
    this.#indented(false, indentless, () => {
      for (const item of node.items) {
        this.#writer.indent(this.#indent);
        this.#writer.indicator('-', true, false, true);
        this.#node(item, places.item);
      }
    });
  }

  #mapping(node: DumpMapping): void {
    if (node.tag !== '') this.#writer.indicator(node.tag, true);
    if (this.#flowLevel > 0 || node.flow || node.pairs.length === 0) return this.#flowMapping(node);
    this.#indented(false, false, () => {
      for (const [key, value] of node.pairs) {
        this.#writer.indent(this.#indent);
        if (this.#isSimpleKey(key)) {
          this.#node(key, places.simpleKey);
          this.#writer.indicator(':', false);
        } else {
          this.#writer.indicator('?', true, false, true);
          this.#node(key, places.inMapping);
          this.#writer.indent(this.#indent);
          this.#writer.indicator(':', true, false, true);
        }
        this.#node(value, places.inMapping);
      }
    });
  }

  #flowSequence(node: DumpSequence): void {
    const writer = this.#writer;
    writer.indicator('[', true, true);
    this.#flowLevel++;
    this.#indented(true, false, () => {
      for (const [at, item] of node.items.entries()) {
        if (at > 0) writer.indicator(',', false);
        if (writer.column > writer.width) writer.indent(this.#indent);
        this.#node(item, places.item);
      }
    });
    this.#flowLevel--;
    writer.indicator(']', false);
  }

  #flowMapping(node: DumpMapping): void {
    const writer = this.#writer;
    writer.indicator('{', true, true);
    this.#flowLevel++;
    this.#indented(true, false, () => {
      for (const [at, [key, value]] of node.pairs.entries()) {
        if (at > 0) writer.indicator(',', false);
        if (writer.column > writer.width) writer.indent(this.#indent);
        if (this.#isSimpleKey(key)) {
          this.#node(key, places.simpleKey);
          writer.indicator(':', false);
        } else {
          writer.indicator('?', true);
          this.#node(key, places.inMapping);
          if (writer.column > writer.width) writer.indent(this.#indent);
          writer.indicator(':', true);
        }
        this.#node(value, places.inMapping);
      }
    });
    this.#flowLevel--;
    writer.indicator('}', false);
  }

  #isSimpleKey(node: DumpNode): boolean {
    if (node.kind === 'scalar') return isSimpleKeyText(node);
    const anchor = this.#anchors.get(node)?.length ?? 0;
    if (anchor > 0 && this.#written.has(node)) return anchor <= longestSimpleKey;
    if (node.kind === 'sequence') return node.items.length === 0 && anchor <= longestSimpleKey;
    return node.pairs.length === 0 && anchor + node.tag.length <= longestSimpleKey;
  }

  #scalar(node: DumpScalar, place: Place): void {
    if (this.#isShort(node)) {
      writeLine(this.#writer, node.plainImplicit ? node.text : `'${node.text}'`);
      this.#openEnded = false;
      return;
    }
    const characters = Array.from(node.text);
    const style = this.#style(node, characters, Boolean(place.simpleKey));
    if (!isUntagged(node)) this.#writer.indicator(node.tag, true);
    else if (style !== 'plain' && !node.quotedImplicit) this.#writer.indicator('!', true);
    this.#indented(true, false, () => {
      const text = { characters, indent: this.#indent, allowBreaks: !place.simpleKey };
      if (style === 'plain') writePlain(this.#writer, text, this.#flowLevel > 0);
      else if (style === 'single') writeSingleQuoted(this.#writer, text);
      else if (style === 'double') writeDoubleQuoted(this.#writer, text, this.#options.allowUnicode);
      else if (style === 'literal') writeLiteral(this.#writer, text, this.#step);
      else writeFoldedBlock(this.#writer, text, this.#step);
    });
    const keepsBreaks = /[\n\r\x85\u2028\u2029]{2}$|^[\n\r\x85\u2028\u2029]$/.test(node.text);
    this.#openEnded = (style === 'literal' || style === 'folded') && keepsBreaks;
  }

  /** Plain or in single quotes, whatever surrounds it, on the line that the writer is on. */
  #isShort(node: DumpScalar): boolean {
    if (!node.harmless || node.style !== 'any' || !isUntagged(node)) return false;
    return this.#writer.column + node.text.length < this.#writer.width || !node.text.includes(' ');
  }

  #style(node: DumpScalar, characters: readonly string[], simpleKey: boolean): Exclude<ScalarStyle, 'any'> {
    const allowed = analyzeScalar(characters, this.#options.allowUnicode);
    const inFlow = this.#flowLevel > 0;
    let style = node.style === 'any' ? 'plain' : node.style;
    if (simpleKey && allowed.multiline) style = 'double';
    if (style === 'plain') {
      const fits = inFlow ? allowed.flowPlain : allowed.blockPlain;
      const empty = characters.length === 0 && (inFlow || simpleKey);
      if (!fits || empty || (isUntagged(node) && !node.plainImplicit)) style = 'single';
    }
    if (style === 'single' && !allowed.singleQuoted) style = 'double';
    const isBlock = style === 'literal' || style === 'folded';
    return isBlock && (!allowed.block || inFlow || simpleKey) ? 'double' : style;
  }
}

function isSimpleKeyText(node: DumpScalar): boolean {
  if (node.harmless && isUntagged(node)) return node.text.length <= longestSimpleKey;
  if (Array.from(node.text).some(isBreakCharacter)) return false;
  const tag = isUntagged(node) ? 0 : node.tag.length;
  return tag + Buffer.byteLength(node.text) <= longestSimpleKey;
}

function isUntagged(node: { readonly plainImplicit: boolean; readonly quotedImplicit: boolean }): boolean {
  return node.plainImplicit || node.quotedImplicit;
}
