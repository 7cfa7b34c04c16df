import { YamlFault, type Mark } from '../yaml-fault.ts';
import { scanBlockScalar } from './block-scalar.ts';
import { Cursor, isBlankOrEnd, isBreakOrEnd } from './cursor.ts';
import { scanPlainScalar } from './plain-scalar.ts';
import { scanQuotedScalar } from './quoted-scalar.ts';
import { scanDirective, scanName, scanTag } from './tag-and-name.ts';
import type { Token, TokenKind } from './token.ts';

/** Where an implicit key (`key: value` without `?`) may have begun; settled when its `:` is met, or not in time. */
interface PossibleKey {
  readonly tokenNumber: number;
  readonly required: boolean;
  readonly index: number;
  readonly mark: Mark;
}

/** Flow collections nested deeper than this are refused: nobody writes them, and they only cost time. */
const deepestFlow = 500;
/** A key without `?` stays on its line and within this many characters. */
const longestKey = 1024;

/**
 * YAML 1.1 text as tokens, with the block structure made explicit, accepting and refusing what libyaml does, which
 * Ansible reads with: Ansible's verdict on a file, and its words, depend on it. Throws YamlFault.
 */
export class Scanner {
  readonly #cursor: Cursor;
  #queue: Token[] = [];
  #head = 0;
  #taken = 0;
  #done = false;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #keyAllowed = true;
  /** One slot per flow level. */
  readonly #keys: (PossibleKey | undefined)[] = [undefined];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  peek(): Token {
    this.#fill();
    return this.#queue[this.#head] as Token;
  }
  take(): Token {
    const token = this.peek();
    if (token.kind !== 'streamEnd') {
      this.#head++;
      this.#taken++;
    }
    return token;
  }

  #fill(): void {
    while (!this.#done && (this.#head === this.#queue.length || this.#headMayBeKey())) {
      if (this.#head > 512 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      this.#fetch();
    }
  }

  #headMayBeKey(): boolean {
    for (let level = 0; level < this.#keys.length; level++) {
      if (this.#keys[level]?.tokenNumber === this.#taken && this.#validKey(level)) return true;
    }
    return false;
  }

  /** The possible key of a level, dropped here once it can no longer be one. */
  #validKey(level: number): PossibleKey | undefined {
    const key = this.#keys[level];
    if (!key) return undefined;
    if (key.mark.line === this.#cursor.line && this.#cursor.pos - key.index <= longestKey) return key;
    if (key.required) throw this.#keyFault(key);
    this.#keys[level] = undefined;
    return undefined;
  }

  #dropStaleKeys(): void {
    for (let level = 0; level < this.#keys.length; level++) if (this.#keys[level]) this.#validKey(level);
  }

  #keyFault(key: PossibleKey): YamlFault {
    return this.#cursor.fault('while scanning a simple key', "could not find expected ':'", key.mark);
  }

  #push(kind: TokenKind, mark: Mark, value = '', handle = ''): void {
    const { line, column } = this.#cursor;
    this.#queue.push({
      kind,
      line: mark.line,
      column: mark.column,
      value,
      handle,
      endLine: line,
      endColumn: column,
    });
  }

  #fetch(): void {
    this.#skipToToken();
    this.#dropStaleKeys();
    const cursor = this.#cursor;
    this.#unrollIndent(cursor.column);
    const code = cursor.code;
    if (code === 0) return this.#fetchStreamEnd();
    if (cursor.column === 0) {
      if (code === 0x25) return this.#fetchDirective();
      if (cursor.atDocumentIndicator()) return this.#fetchDocumentIndicator(code === 0x2d);
    }
    const inFlow = this.#flowLevel > 0;
    const alone = isBlankOrEnd(cursor.codeAt(1));
    switch (code) {
      case 0x5b:
        return this.#openFlow('flowSequenceStart');
      case 0x7b:
        return this.#openFlow('flowMappingStart');
      case 0x5d:
        return this.#closeFlow('flowSequenceEnd');
      case 0x7d:
        return this.#closeFlow('flowMappingEnd');
      case 0x2c:
        return this.#fetchFlowEntry();
      case 0x26:
        return this.#fetchName('anchor');
      case 0x2a:
        return this.#fetchName('alias');
      case 0x21:
        return this.#fetchTag();
      case 0x22:
      case 0x27:
        return this.#fetchQuoted();
      case 0x7c:
      case 0x3e:
        if (!inFlow) return this.#fetchBlockScalar();
        break;
      case 0x2d:
        return alone ? this.#fetchBlockEntry() : this.#fetchPlain();
      case 0x3f:
        return inFlow || alone ? this.#fetchKey() : this.#fetchPlain();
      case 0x3a:
        return inFlow || alone ? this.#fetchValue() : this.#fetchPlain();
      case 0x09:
      case 0x23:
      case 0x25:
      case 0x40:
      case 0x60:
        break;
      default:
        return this.#fetchPlain();
    }
    throw cursor.fault('while scanning for the next token', 'found character that cannot start any token');
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      while (cursor.code === 0x20 || (cursor.code === 0x09 && (this.#flowLevel > 0 || !this.#keyAllowed)))
        cursor.pos++;
      if (cursor.code === 0x23) cursor.takeToLineEnd();
      if (cursor.code === 0 || !isBreakOrEnd(cursor.code)) return;
      cursor.takeBreak();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('blockEnd', this.#cursor.mark());
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  /** Opens a block collection where the column is deeper than the current one's; `at` is a token number. */
  #rollIndent(kind: TokenKind, mark: Mark, at?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= mark.column) return;
    this.#indents.push(this.#indent);
    this.#indent = mark.column;
    if (at === undefined) this.#push(kind, mark);
    else this.#insert(at, kind, mark);
  }

  #insert(at: number, kind: TokenKind, mark: Mark): void {
    const { line, column } = mark;
    const token: Token = { kind, line, column, value: '', handle: '', endLine: line, endColumn: column };
    this.#queue.splice(this.#head + at - this.#taken, 0, token);
  }

  #saveKey(): void {
    const cursor = this.#cursor;
    const required = this.#flowLevel === 0 && this.#indent === cursor.column;
    if (!this.#keyAllowed) return;
    this.#dropKey();
    this.#keys[this.#flowLevel] = {
      tokenNumber: this.#taken + this.#queue.length - this.#head,
      required,
      index: cursor.pos,
      mark: cursor.mark(),
    };
  }

  #dropKey(): void {
    const key = this.#keys[this.#flowLevel];
    if (key?.required) throw this.#keyFault(key);
    this.#keys[this.#flowLevel] = undefined;
  }

  #fetchStreamEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.line++;
      cursor.lineStart = cursor.pos;
    }
    this.#dropStaleKeys();
    this.#unrollIndent(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#push('streamEnd', cursor.mark());
    this.#done = true;
  }

  #fetchDirective(): void {
    this.#unrollIndent(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const directive = scanDirective(this.#cursor);
    if (directive.kind === 'versionDirective') this.#push(directive.kind, mark, directive.version);
    else this.#push(directive.kind, mark, directive.prefix, directive.handle);
  }

  #fetchDocumentIndicator(starts: boolean): void {
    this.#unrollIndent(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#pushIndicator(starts ? 'documentStart' : 'documentEnd', 3);
  }

  #pushIndicator(kind: TokenKind, length = 1): void {
    const mark = this.#cursor.mark();
    this.#cursor.pos += length;
    this.#push(kind, mark);
  }

  #openFlow(kind: TokenKind): void {
    this.#saveKey();
    this.#flowLevel++;
    if (this.#flowLevel > deepestFlow) {
      throw new YamlFault(
        undefined,
        `collections are nested more than ${deepestFlow} deep`,
        this.#cursor.mark(),
        {
          raisedBy: 'ansible',
        },
      );
    }
    this.#keys.push(undefined);
    this.#keyAllowed = true;
    this.#pushIndicator(kind);
  }

  #closeFlow(kind: TokenKind): void {
    this.#dropKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      this.#keys.pop();
    }
    this.#keyAllowed = false;
    this.#pushIndicator(kind);
  }

  #fetchFlowEntry(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.#pushIndicator('flowEntry');
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) {
        throw this.#cursor.fault(undefined, 'block sequence entries are not allowed in this context');
      }
      this.#rollIndent('blockSequenceStart', this.#cursor.mark());
    }
    this.#dropKey();
    this.#keyAllowed = true;
    this.#pushIndicator('blockEntry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed)
        throw this.#cursor.fault(undefined, 'mapping keys are not allowed in this context');
      this.#rollIndent('blockMappingStart', this.#cursor.mark());
    }
    this.#dropKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#pushIndicator('key');
  }

  #fetchValue(): void {
    const key = this.#validKey(this.#flowLevel);
    if (key) {
      this.#insert(key.tokenNumber, 'key', key.mark);
      this.#rollIndent('blockMappingStart', key.mark, key.tokenNumber);
      this.#keys[this.#flowLevel] = undefined;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed)
          throw this.#cursor.fault(undefined, 'mapping values are not allowed in this context');
        this.#rollIndent('blockMappingStart', this.#cursor.mark());
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#pushIndicator('value');
  }

  #fetchName(kind: 'anchor' | 'alias'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    this.#push(kind, mark, scanName(this.#cursor, kind));
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    const { handle, suffix } = scanTag(this.#cursor, this.#flowLevel > 0);
    this.#push('tag', mark, suffix, handle);
  }

  #fetchQuoted(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const mark = this.#cursor.mark();
    this.#push('scalar', mark, scanQuotedScalar(this.#cursor));
  }

  #fetchBlockScalar(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    const mark = this.#cursor.mark();
    this.#push('scalar', mark, scanBlockScalar(this.#cursor, this.#indent));
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { line, column } = this.#cursor;
    const plain = scanPlainScalar(this.#cursor, this.#indent + 1, this.#flowLevel > 0);
    if (plain.endedAtLineStart) this.#keyAllowed = true;
    const { text: value, endLine, endColumn } = plain;
    this.#queue.push({ kind: 'plain', line, column, value, handle: '', endLine, endColumn });
  }
}
