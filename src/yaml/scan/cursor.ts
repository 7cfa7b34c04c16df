import { YamlFault, type Mark } from '../yaml-fault.ts';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const NEL = 0x85;
const LS = 0x2028;
const PS = 0x2029;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** YAML 1.1 breaks lines at NEL, LS and PS too, as libyaml does. */
export function isBreak(code: number): boolean {
  return code === LF || code === CR || code === NEL || code === LS || code === PS;
}

/** A break or the end of the text. */
export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === TAB || isBreakOrEnd(code);
}

const unacceptable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A position in YAML text that knows its line. Reading at the end gives 0, which YAML text cannot hold. */
export class Cursor {
  readonly text: string;
  pos = 0;
  line = 0;
  lineStart = 0;

  /** Refuses the control characters that libyaml refuses. */
  constructor(text: string) {
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const bad = unacceptable.exec(text);
    if (bad) throw unacceptableCharacter(text, bad.index);
    // The sentinels let every look-ahead read without a bounds check.
    this.text = `${text}\0\0\0\0`;
    this.pos = start;
    this.lineStart = start;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }
  get code(): number {
    return this.text.charCodeAt(this.pos);
  }
  mark(): Mark {
    return { line: this.line, column: this.pos - this.lineStart };
  }
  codeAt(offset: number): number {
    return this.text.charCodeAt(this.pos + offset);
  }
  /** Passes one line break and returns it as YAML normalises it; nothing where there is none. */
  takeBreak(): string {
    const code = this.code;
    if (!isBreak(code)) return '';
    this.pos += code === CR && this.codeAt(1) === LF ? 2 : 1;
    this.line++;
    this.lineStart = this.pos;
    if (code === LS) return '\u2028';
    return code === PS ? '\u2029' : '\n';
  }
  skipBlanks(): void {
    while (isBlank(this.code)) this.pos++;
  }
  /** Moves to the next break or the end, and returns what was passed. */
  takeToLineEnd(): string {
    const from = this.pos;
    while (!isBreakOrEnd(this.code)) this.pos++;
    return this.text.slice(from, this.pos);
  }
  /** Is there a `---` or `...` at the start of this line? */
  atDocumentIndicator(): boolean {
    if (this.pos !== this.lineStart) return false;
    const code = this.code;
    if (code !== 0x2d && code !== 0x2e) return false;
    return this.codeAt(1) === code && this.codeAt(2) === code && isBlankOrEnd(this.codeAt(3));
  }
  fault(context: string | undefined, problem: string, contextMark?: Mark): YamlFault {
    return new YamlFault(context, problem, this.mark(), { contextMark });
  }
}

function unacceptableCharacter(text: string, index: number): YamlFault {
  const code = text.codePointAt(index) ?? 0;
  const before = text.slice(0, index);
  const lines = before.split('\n');
  const lastLine = lines.at(-1) ?? '';
  const name = code.toString(16).padStart(4, '0');
  return new YamlFault(
    undefined,
    `unacceptable character #x${name}: control characters are not allowed in "<unicode string>", position ${index}`,
    { line: lines.length - 1, column: lastLine.length },
    { raisedBy: 'python' },
  );
}
