import { MitorunError } from '../errors/mitorun-error.ts';
import { Bytes } from '../python/bytes.ts';
import { Dict } from '../python/dict.ts';
import { literalEval } from '../python/literal.ts';
import { str, stringRepr } from '../python/repr.ts';
import { readStringLiteral } from '../python/string-literal.ts';
import { typeName } from '../python/type-name.ts';
import { PyFloat, type Value } from '../python/value.ts';
import { faultText } from '../yaml/fault-text.ts';
import { loadYaml } from '../yaml/load.ts';
import { YamlFault } from '../yaml/yaml-fault.ts';

/**
 * The serialization profile that a module chooses by a `METADATA` constant of its own (`_ANSIBLE_MODULE_METADATA`), `legacy`
 * without one. Throws MitorunError ACTION, in Ansible's words, for metadata that is none.
 * @param source the module's Python, as text
 */
export function profileChosenBy(source: string): string {
  const [text, second] = metadataValues(source);
  if (text === undefined) return 'legacy';
  if (second !== undefined) throw fault('Module METADATA must defined only once.');
  const value = constantOf(text);
  if (typeof value !== 'string')
    throw fault(`Module METADATA must be <class 'str'> not <class '${typeName(value)}'>.`);
  const metadata = parsed(value);
  if (!(metadata instanceof Dict))
    throw fault(`Module METADATA must parse to <class 'dict'> not <class '${typeName(metadata)}'>.`);
  const version = metadata.get('schema_version') ?? null;
  if (version !== 1) throw fault(`Module METADATA schema_version ${str(version)} is unknown.`);
  return profileIn(metadata);
}

function profileIn(metadata: Dict): string {
  const type = 'ModuleMetadataV1';
  for (const key of metadata.keys())
    if (key !== 'schema_version' && key !== 'serialization_profile')
      throw invalid(`${type}.__init__() got an unexpected keyword argument ${stringRepr(str(key))}`);
  const profile = metadata.get('serialization_profile');
  if (profile === undefined)
    throw invalid(`${type}.__init__() missing 1 required keyword-only argument: 'serialization_profile'`);
  if (typeof profile === 'string') return profile;
  throw invalid(
    `${type}.serialization_profile must be <class 'str'> instead of <class '${typeName(profile)}'>`,
  );
}

function parsed(text: string): Value {
  try {
    return loadYaml(text, { file: '<unicode string>', trust: false });
  } catch (error) {
    if (!(error instanceof MitorunError && error.cause instanceof YamlFault)) throw error;
    const cause = fault(faultText(error.cause));
    throw new MitorunError('ACTION', 'Module METADATA must be valid YAML.', { cause });
  }
}

/** Strings and comments, which may hold anything, and the name where a line begins with it. */
const token = /('''|"""|'|")|#[^\n]*|^METADATA[ \t]*=(?!=)/gm;

/** The expressions that are assigned to METADATA alone, outside of any block. */
function metadataValues(source: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    if (match[1] !== undefined) token.lastIndex = endOfString(source, match.index);
    else if (!match[0].startsWith('#')) {
      const end = endOfStatement(source, token.lastIndex);
      const text = source.slice(token.lastIndex, end);
      if (!/^\s*\w+\s*=(?!=)/.test(text)) found.push(text);
      token.lastIndex = end;
    }
  }
  return found;
}

function endOfString(source: string, start: number): number {
  const literal = readStringLiteral(source, start);
  return typeof literal === 'object' ? literal.end : start + 1;
}

/** The place of the `;`, `#` or newline that ends a statement. */
function endOfStatement(source: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === '#' || (depth === 0 && /[;\n]/.test(character))) return at;
    if (/[([{]/.test(character)) depth += 1;
    else if (/[)\]}]/.test(character)) depth -= 1;
    at = character === '"' || character === "'" ? endOfString(source, at) : at + 1;
  }
  return at;
}

function constantOf(text: string): Value {
  const value = literalEval(text.trim());
  const isConstant =
    value === null ||
    (value !== undefined && typeof value !== 'object') ||
    value instanceof Bytes ||
    value instanceof PyFloat;
  if (isConstant) return value;
  throw fault("Module METADATA node must be <class 'ast.Constant'> not <class 'ast.Assign'>.");
}

function invalid(reason: string): MitorunError {
  return new MitorunError('ACTION', 'Module METADATA is invalid.', { cause: fault(reason) });
}

function fault(message: string): MitorunError {
  return new MitorunError('ACTION', message);
}
