import { fault } from '../parser-fault.ts';
import { extensionOf } from '../../python/os-path.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { type Origin, wholeFile } from '../../errors/origin.ts';
import { Bytes } from '../../python/bytes.ts';
import { Dict } from '../../python/dict.ts';
import { ellipsis, literalEval, PyComplex } from '../../python/literal.ts';
import { stringRepr } from '../../python/repr.ts';
import { PySet } from '../../python/set.ts';
import { shellSplit } from '../../python/shell-split.ts';
import { splitLines } from '../../python/split-lines.ts';
import { templateOrString } from '../../python/template-string.ts';
import { Tuple } from '../../python/tuple.ts';
import type { Value } from '../../python/value.ts';
import { safeGroupName } from '../group-name.ts';
import { expandHostPattern } from '../host-range.ts';
import type { Inventory } from '../inventory.ts';
import { isReadable, populateHosts, type SourcePlugin } from './source-plugin.ts';

/** INI inventories: sections `[group]`, `[group:children]` and `[group:vars]`; values are Python literals or text. */
export const iniSource: SourcePlugin = {
  name: 'ini',
  accepts: (source) => isReadable(source) && extensionOf(source) !== '.toml',
  read(source, inventory) {
    const reader = new IniReader(source, inventory);
    try {
      reader.read(decodeLines(inventory.options.files.bytes(source)));
    } catch (cause) {
      throw new MitorunError('PARSER', 'Failed to parse inventory.', {
        cause,
        origin: wholeFile(source),
      });
    }
  },
};

type Section = 'hosts' | 'children' | 'vars';

/** A group that was named before it was declared. */
interface Pending {
  readonly state: Section;
  readonly line: number;
  readonly parents: string[];
}

class IniReader {
  readonly #file: string;
  readonly #inventory: Inventory;
  readonly #pending = new Map<string, Pending>();
  #line = 0;
  #group = 'ungrouped';
  #section: Section = 'hosts';

  constructor(file: string, inventory: Inventory) {
    this.#file = file;
    this.#inventory = inventory;
  }

  origin(): Origin {
    return { file: this.#file, line: this.#line, column: 0 };
  }

  read(lines: readonly string[]): void {
    for (const raw of lines) {
      this.#line++;
      const line = raw.trim();
      if (line !== '' && !line.startsWith('#') && !line.startsWith(';')) this.#readLine(line);
    }
    for (const [name, { state, line, parents }] of this.#pending) {
      this.#line = line;
      if (state === 'vars')
        throw fault(`Section [${name}:vars] not valid for undefined group ${stringRepr(name)}.`);
      throw fault(`Section [${parents.at(-1) ?? ''}:children] includes undefined group ${stringRepr(name)}.`);
    }
  }

  #readLine(line: string): void {
    const section = /^\[([^:\]\s]+)(?::([\p{L}\p{N}_]+))?\]\s*(?:#.*)?$/u.exec(line);
    if (section) this.#startSection(section[1] ?? '', section[2] ?? 'hosts');
    else if (line.startsWith('[') && line.endsWith(']')) {
      throw fault(
        `Invalid section entry: '${line}'. Please make sure that there are no spaces in the section entry, and that there are no other invalid characters`,
      );
    } else if (this.#section === 'hosts') this.#readHosts(line);
    else if (this.#section === 'vars') this.#readVariable(line);
    else this.#readChild(line);
  }

  #startSection(name: string, section: string): void {
    const group = safeGroupName(name, this.#inventory.options);
    if (section !== 'hosts' && section !== 'children' && section !== 'vars') {
      throw fault(`Section [${name}:${section}] has unknown type: ${section}`);
    }
    this.#group = group;
    this.#section = section;
    if (!this.#inventory.groups.has(group)) {
      if (section === 'vars' && !this.#pending.has(group)) {
        this.#pending.set(group, { state: 'vars', line: this.#line, parents: [] });
      }
      this.#inventory.addGroup(group);
    }
    if (section === 'vars') return;
    const pending = this.#pending.get(group);
    if (pending?.state === 'children') this.#addPendingChildren(group, pending);
    else if (pending) this.#pending.delete(group);
  }

  #addPendingChildren(group: string, pending: Pending): void {
    for (const parent of pending.parents) {
      this.#inventory.addChild(parent, group);
      const above = this.#pending.get(parent);
      if (above?.state === 'children') this.#addPendingChildren(parent, above);
    }
    this.#pending.delete(group);
  }

  #readHosts(line: string): void {
    const [pattern = '', ...assignments] = splitHostLine(line);
    const { hosts, port } = expandHostPattern(pattern);
    if (pattern.trim().endsWith(':') && port === undefined) {
      throw fault(
        `Invalid host pattern '${pattern}' supplied, ending in ':' is not allowed, this character is reserved to provide a port.`,
      );
    }
    if (hosts.some((host) => host.trim() === '---')) {
      throw fault(
        `Invalid host pattern '${pattern}' supplied, '---' is normally a sign this is a YAML file.`,
      );
    }
    const variables = new Map<string, Value>();
    for (const assignment of assignments) {
      const equals = assignment.indexOf('=');
      if (equals === -1) throw fault(`Expected key=value host variable assignment, got: ${assignment}`);
      variables.set(assignment.slice(0, equals), this.#value(assignment.slice(equals + 1)));
    }
    populateHosts(this.#inventory, hosts, variables, { group: this.#group, port, origin: this.origin() });
  }

  #readVariable(line: string): void {
    const equals = line.indexOf('=');
    if (equals === -1) throw fault(`Expected key=value, got: ${line}`);
    const value = this.#value(line.slice(equals + 1).trim());
    this.#inventory.setVariable(this.#group, line.slice(0, equals).trim(), value, this.origin());
  }

  #readChild(line: string): void {
    const child = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(line)?.[1];
    if (child === undefined) throw fault(`Expected group name, got: ${line}`);
    if (this.#inventory.groups.has(child)) {
      this.#inventory.addChild(this.#group, child);
      return;
    }
    const pending = this.#pending.get(child);
    if (pending) pending.parents.push(this.#group);
    else this.#pending.set(child, { state: 'children', line: this.#line, parents: [this.#group] });
  }

  #value(text: string): Value {
    const literal = literalEval(text);
    return inventoryValue(literal === undefined ? text : literal, this.origin());
  }
}

/** What literals become: text may be a template, tuples and sets are lists, what variables can't hold is text. */
function inventoryValue(value: Value, origin: Origin): Value {
  if (typeof value === 'string') return templateOrString(value, origin);
  if (Array.isArray(value)) return value.map((member) => inventoryValue(member, origin));
  if (value instanceof Tuple) return value.items.map((member) => inventoryValue(member, origin));
  if (value instanceof PySet) return [...value].map((member) => inventoryValue(member, origin));
  if (value instanceof Dict) {
    const dict = new Dict();
    for (const [key, member] of value) dict.set(key, inventoryValue(member, origin));
    return dict;
  }
  if (value === ellipsis) return '...';
  if (value instanceof PyComplex) return value.repr();
  return value instanceof Bytes ? decodeEscaping(value.data) : value;
}

function splitHostLine(line: string): string[] {
  try {
    return shellSplit(line, { comments: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MitorunError('PARSER', `Error parsing host definition '${line}': ${reason}`, { apart: true });
  }
}

/** Lines of UTF-8 text; bytes that are none pass as Python's surrogates for them. */
function decodeLines(content: Buffer): string[] {
  return splitLines(decodeEscaping(content));
}
