/** Rows of CSV text in the dialect of Python's `csv.excel`: quotes doubled inside quotes, an empty line is an empty row. */
export function readCsv(
  text: string,
  delimiter: string,
  options: { readonly skipInitialSpace?: boolean } = {},
): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let hasContent = false;
  const endRow = (): void => {
    if (hasContent) row.push(cell);
    rows.push(row);
    row = [];
    cell = '';
    state = 'start';
    hasContent = false;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (state === 'quoted') {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else state = 'closed';
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else if (character === delimiter) {
      row.push(cell);
      cell = '';
      state = 'start';
      hasContent = true;
    } else if (character === '"' && state === 'start') {
      state = 'quoted';
      hasContent = true;
    } else if (character === ' ' && state === 'start' && options.skipInitialSpace === true) {
      hasContent = true;
    } else {
      cell += character;
      state = 'plain';
      hasContent = true;
    }
  }
  if (hasContent) endRow();
  return rows;
}
