import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { templateOrString, TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import {
  copyOrigins,
  isUnsafe,
  originOf,
  recordOrigins,
  recordUnsafe,
  valueOriginOf,
} from '../yaml/origins.ts';
import type { PlaybookContext } from './context.ts';
import type { Keyword } from './keywords/keyword.ts';
import { nearestWord } from '../errors/nearest-word.ts';
import { type AttributeOwner, attributesOf } from './keywords/table.ts';
import { nativeTypeName, parserFault, playbookFault, refuseCollection } from './playbook-fault.ts';
import { readVars } from './variables.ts';

export interface KeywordReading {
  /** Whose keywords may stand here. */
  readonly owner: AttributeOwner;
  /** What Ansible calls the owner in messages; the owner's own name unless given. */
  readonly ownerName?: string;
  /** Keys that the caller has read already. */
  readonly skip?: ReadonlySet<string>;
  /** Called with an unknown keyword; throws, or returns to ignore it. */
  readonly onUnknown?: (key: string) => void;
  readonly context: Pick<PlaybookContext, 'deprecate' | 'resolveAction' | 'checkActionGroup'>;
}

/** Keywords that know what they were read from. */
class WrittenKeywords extends Map<string, Value> {
  readonly data: Dict;
  constructor(data: Dict) {
    super();
    this.data = data;
  }
}

/**
 * The keywords of a node under the names of the table, checked as far as Ansible checks before a run. Single conditions,
 * tags, topics and module_defaults become lists; everything else stays as written, templates unrendered. A keyword
 * without a value counts as absent, but for conditions. Throws MitorunError PARSER at the key.
 */
export function readKeywords(data: Dict, reading: KeywordReading): Map<string, Value> {
  const known: ReadonlyMap<string, Keyword> = attributesOf[reading.owner];
  const keywords = new WrittenKeywords(data);
  for (const [key, value] of data) {
    const name = str(key);
    if (reading.skip?.has(name)) continue;
    const keyword = typeof key === 'string' ? known.get(key) : undefined;
    if (!keyword) {
      if (reading.onUnknown) reading.onUnknown(name);
      else throw unknownKeyword(name, reading.ownerName ?? reading.owner, originOf(data, key), known.keys());
      continue;
    }
    const read = readKeyword(keyword, value, data, reading);
    if (read !== undefined) keywords.set(keyword.name, read);
  }
  return keywords;
}

/** Where the value of a node's keyword was written, if it came from a file. */
export function keywordOrigin(keywords: ReadonlyMap<string, Value>, name: string): Origin | undefined {
  return keywords instanceof WrittenKeywords ? valueOriginOf(keywords.data, name) : undefined;
}

export function unknownKeyword(
  name: string,
  owner: string,
  origin: Origin | undefined,
  known: Iterable<string>,
): Error {
  const nearest = nearestWord(name, known);
  const hint = nearest === undefined ? undefined : `did you mean '${nearest}'?`;
  return parserFault(`'${name}' is not a valid attribute for a ${owner}`, origin, hint);
}

/** Conditions that Ansible leaves out where nothing was written behind them; others are evaluated all the same. */
const optionalConditions = new Set(['until', 'break_when']);

/** Numbers that Ansible compares even where nothing was written behind them, and fails. */
const comparedAsWritten = new Set(['async', 'delay', 'throttle']);

function readKeyword(keyword: Keyword, value: Value, data: Dict, reading: KeywordReading): Value | undefined {
  const origin = valueOriginOf(data, keyword.name);
  if (value === null && optionalConditions.has(keyword.name)) return undefined;
  if (keyword.templating === 'expression') return readConditions(value, origin, isUnsafe(data, keyword.name));
  if (value === null && keyword.name === 'tags') throw playbookFault('tags must be specified as a list');
  if (value === null && keyword.name === 'loop_control') throw parserFault(loopControlFault);
  if (value === null) return comparedAsWritten.has(keyword.name) ? null : undefined;
  if (keyword.type === 'string') refuseCollection(keyword.name, value, originOf(data));
  switch (keyword.name) {
    case 'tags':
      return readTags(value, origin);
    case 'vars':
      return readVars(value, reading.ownerName ?? reading.owner, origin, () =>
        reading.context.deprecate(
          'Specifying a list of dictionaries for vars is deprecated in favor of specifying a dictionary.',
          '2.18',
        ),
      );
    case 'module_defaults':
      return readModuleDefaults(value, origin, reading.context);
    case 'collections':
    case 'listen':
      return listOfStrings(keyword.name, value, origin);
    case 'loop_control':
      return readLoopControl(value, origin, reading);
    default:
      return value;
  }
}

/** Conditions as a list; each knows where it was written, whether it is text or not, and has delimiters or not. */
function readConditions(value: Value, origin: Origin | undefined, unsafe: boolean): Value[] {
  const written = Array.isArray(value) ? value : [value];
  const places = written.map((_, index) => (Array.isArray(value) && valueOriginOf(value, index)) || origin);
  const isData = (index: number): boolean => unsafe || (Array.isArray(value) && isUnsafe(value, index));
  const conditions = written.map((condition, index) =>
    typeof condition === 'string' && !isData(index)
      ? new TemplateString(condition, places[index])
      : condition,
  );
  if (origin && conditions.some((condition) => !(condition instanceof TemplateString))) {
    const numbers = places.flatMap((place = origin) => [place.line, place.column, place.line, place.column]);
    recordOrigins(conditions, origin.file, origin, numbers);
  }
  for (const index of conditions.keys()) if (isData(index)) recordUnsafe(conditions, index);
  return conditions;
}

/** Tags as a list: text is split at commas. */
export function readTags(value: Value, origin: Origin | undefined): Value[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value.split(',').map((tag) => tag.trim());
  if (value instanceof TemplateString)
    return value.source.split(',').map((tag) => templateOrString(tag.trim(), value.origin));
  throw playbookFault('tags must be specified as a list', origin);
}

function readModuleDefaults(
  value: Value,
  origin: Origin | undefined,
  context: KeywordReading['context'],
): Value[] {
  const defaults = Array.isArray(value) ? value : [value];
  for (const member of defaults) {
    if (member instanceof Dict) {
      refuseUnknownActions(member, context);
      continue;
    }
    throw parserFault(
      "The field 'module_defaults' is supposed to be a dictionary or list of dictionaries, the keys of which must be " +
        'static action, module, or group names. Only the values may contain templates. For example: ' +
        '{\'ping\': "{{ ping_defaults }}"}',
      origin,
    );
  }
  return defaults;
}

function refuseUnknownActions(defaults: Dict, context: KeywordReading['context']): void {
  for (const key of defaults.keys()) {
    const name = str(key);
    if (name.startsWith('group/')) {
      context.checkActionGroup?.(name.slice('group/'.length));
      continue;
    }
    const full = name.split('.').length < 3 ? `ansible.legacy.${name}` : name;
    if (context.resolveAction(name, []) || context.resolveAction(full, [])) continue;
    throw parserFault(`Could not resolve action ${full} in module_defaults`, originOf(defaults, key));
  }
}

/** The members of a keyword that takes strings alone. */
function listOfStrings(name: string, value: Value, origin: Origin | undefined): Value[] {
  const members = Array.isArray(value) ? value : [value];
  for (const [index, member] of members.entries()) {
    if (typeof member === 'string' || member instanceof TemplateString) continue;
    throw parserFault(
      `Keyword '${name}' items must be of type 'str', not '${nativeTypeName(member)}'.`,
      originOf(members, index) ?? origin,
    );
  }
  return members;
}

const loopControlFault =
  'the `loop_control` value must be specified as a dictionary and cannot be a variable itself (though it can contain variables)';

function readLoopControl(value: Value, origin: Origin | undefined, reading: KeywordReading): Dict {
  if (!(value instanceof Dict)) {
    throw parserFault(loopControlFault, origin);
  }
  const control = new Dict(readKeywords(value, { owner: 'LoopControl', context: reading.context }));
  copyOrigins(value, control);
  return control;
}
