/**
 * The type of a plain scalar by its text, with PyYAML's reading of YAML 1.1: `1e3` and `0o7` are strings, `0644` is
 * octal, `1:30` is sexagesimal, `yes` is a boolean and `y` is not.
 */
export function resolvePlain(text: string): string {
  const first = text.charCodeAt(0);
  if (Number.isNaN(first)) return 'null';
  // Only these characters start anything but a string: digits + - . ~ = < and the letters of the words.
  if (first >= 0x30 && first <= 0x39) return resolveNumber(text);
  switch (first) {
    case 0x2b:
    case 0x2d:
    case 0x2e:
      return resolveNumber(text);
    case 0x7e:
      return text === '~' ? 'null' : 'str';
    case 0x3d:
      return text === '=' ? 'value' : 'str';
    case 0x3c:
      return text === '<<' ? 'merge' : 'str';
    default:
      return text.length > 5 ? 'str' : (words.get(text) ?? 'str');
  }
}

const words = new Map<string, string>();
for (const word of ['yes', 'no', 'true', 'false', 'on', 'off']) {
  for (const spelling of spellings(word)) words.set(spelling, 'bool');
}
for (const spelling of spellings('null')) words.set(spelling, 'null');

function spellings(word: string): string[] {
  return [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()];
}

const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const int =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const timestamp =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;

function resolveNumber(text: string): string {
  if (float.test(text)) return 'float';
  if (int.test(text)) return 'int';
  return timestamp.test(text) ? 'timestamp' : 'str';
}
