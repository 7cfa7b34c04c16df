/**
 * Character classes as sources of regular expressions. Python's white space (`\s`, `str.strip`) is not JavaScript's:
 * the separators 0x1c to 0x1f and 0x85 count, the byte order mark does not.
 */
export const whiteSpace =
  '[ \\t\\n\\r\\f\\v\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

/** What `str.splitlines` breaks lines at, but for the pair `\r\n`. */
export const lineBreak = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
