import { repeatText, requireTextRoom } from '../../python/size-limit.ts';

/** So many pieces of text wait to be joined: a text of millions of parts costs the garbage collector dear. */
const mostPieces = 4096;

/** Text under construction with what libyaml's emitter remembers of its end. Columns count characters. */
export class Writer {
  readonly #joined: string[] = [];
  #pieces: string[] = [];
  #length = 0;
  readonly width: number;
  column = 0;
  /** Does the text end in a blank, or where none is needed? */
  whitespace = true;
  /** Is there nothing on this line but indentation and its indicators? */
  indention = true;

  constructor(width: number) {
    this.width = width;
  }
  get text(): string {
    return this.#joined.join('') + this.#pieces.join('');
  }
  /** One character or an ASCII run. */
  put(text: string, columns = text.length): void {
    this.#add(text);
    this.column += columns;
  }
  putBreak(text = '\n'): void {
    this.#add(text);
    this.column = 0;
  }
  #add(text: string): void {
    if (this.#pieces.push(text) < mostPieces) return;
    const joined = this.#pieces.join('');
    this.#length += joined.length;
    requireTextRoom(this.#length);
    this.#joined.push(joined);
    this.#pieces = [];
  }
  indicator(text: string, needsBlank: boolean, isBlank = false, isIndention = false): void {
    if (needsBlank && !this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = isBlank;
    this.indention = this.indention && isIndention;
  }
  /** Starts a line at this column, unless the writer stands there already. */
  indent(to: number): void {
    const column = Math.max(to, 0);
    if (!this.indention || this.column > column || (this.column === column && !this.whitespace))
      this.putBreak();
    if (this.column < column) this.put(repeatText(' ', column - this.column));
    this.whitespace = true;
    this.indention = true;
  }
}
