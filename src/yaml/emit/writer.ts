/** Text under construction with what libyaml's emitter remembers of its end. Columns count characters. */
export class Writer {
  text = '';
  readonly width: number;
  column = 0;
  /** Does the text end in a blank, or where none is needed? */
  whitespace = true;
  /** Is there nothing on this line but indentation and its indicators? */
  indention = true;

  constructor(width: number) {
    this.width = width;
  }
  /** One character or an ASCII run. */
  put(text: string, columns = text.length): void {
    this.text += text;
    this.column += columns;
  }
  putBreak(text = '\n'): void {
    this.text += text;
    this.column = 0;
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
    if (this.column < column) this.put(' '.repeat(column - this.column));
    this.whitespace = true;
    this.indention = true;
  }
}
