import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import { isTruthy } from '../python/truth.ts';
import type { Value } from '../python/value.ts';
import { VaultString } from '../python/vault-string.ts';
import { originOf, valueOriginOf } from '../yaml/origins.ts';
import type { PlaybookContext } from './context.ts';
import { importRole } from './import-role.ts';
import { checkKeywordValue } from './keywords/check-value.ts';
import { findKeyword } from './keywords/table.ts';
import type { LoadScope } from './load-scope.ts';
import { loadRole } from './load-role.ts';
import { loadBlocks } from './load-task-list.ts';
import { type Block, Play } from './model.ts';
import { loadedClass, parserFault, refuseCollection } from './playbook-fault.ts';
import { readKeywords, readTags } from './read-keywords.ts';

/** What the `import_playbook`s around a play add to it. */
export interface PlayImports {
  /** Outermost first. */
  readonly vars: readonly Dict[];
  readonly when: readonly Value[];
  readonly tags: readonly Value[];
}

export interface PlayPlace {
  /** The playbook, absolute. */
  readonly file: string;
  /** `namespace.collection` of a playbook that stands in one. */
  readonly collection: string | undefined;
  readonly imports: PlayImports;
}

const sections = {
  pre_tasks: 'preTasks',
  tasks: 'tasks',
  post_tasks: 'postTasks',
} as const;

/** The order in which Ansible loads them, which is the order of imported roles' handlers. */
const sectionOrder = ['pre_tasks', 'post_tasks', 'tasks'] as const;

const keysReadHere: ReadonlySet<string> = new Set(['user', 'roles', 'handlers', ...sectionOrder]);

/**
 * One play from its mapping: keywords checked, roles and imports loaded, handlers in Ansible's order: of the roles under
 * `roles:`, the play's own, of imported roles. Throws MitorunError PARSER or PLAYBOOK.
 */
export function loadPlay(data: Dict, place: PlayPlace, context: PlaybookContext): Play {
  const keywords = readPlayKeywords(data, place, context);
  const play = new Play({
    keywords,
    origin: originOf(data),
    parent: undefined,
    file: place.file,
    importVars: place.imports.vars.map(withoutTags),
    importWhen: place.imports.when,
  });
  const { content } = play;
  const scope: LoadScope = { context, play, content, isHandler: false, importRole, importedHandlers: [] };
  const when = place.imports.when;
  const roleHandlers = loadRoles(data, play, scope);
  const ownHandlers = loadSection(data, 'handlers', play, { ...scope, isHandler: true }, []);
  for (const section of sectionOrder)
    play[sections[section]].push(...loadSection(data, section, play, scope, when));
  content.handlers.push(...roleHandlers, ...ownHandlers, ...scope.importedHandlers);
  return play;
}

function readPlayKeywords(data: Dict, place: PlayPlace, context: PlaybookContext): Map<string, Value> {
  if (data.has('user') && data.has('remote_user')) {
    throw parserFault(
      "both 'user' and 'remote_user' are set for this play. The use of 'user' is deprecated, and should be removed",
      originOf(data),
    );
  }
  const keywords = readKeywords(data, {
    owner: 'Play',
    skip: keysReadHere,
    context,
  });
  const user = data.get('user');
  refuseCollection('remote_user', user, originOf(data));
  if (user !== undefined && user !== null) keywords.set('remote_user', user);
  checkHosts(data);
  checkVarsPrompt(data);
  checkStaticValues(keywords, data);
  addImported(keywords, place);
  addDefaultCollection(keywords, place);
  return keywords;
}

function checkHosts(data: Dict): void {
  const hosts = data.get('hosts');
  if (hosts === undefined)
    throw parserFault("The field 'hosts' is required but was not set.", originOf(data));
  const origin = valueOriginOf(data, 'hosts');
  if (!isTruthy(hosts)) throw parserFault('Hosts list cannot be empty. Please check your playbook', origin);
  if (isText(hosts)) return;
  if (!Array.isArray(hosts))
    throw parserFault('Hosts list must be a sequence or string. Please check your playbook.', origin);
  for (const [index, host] of hosts.entries()) {
    const at = originOf(hosts, index) ?? origin;
    if (host === null)
      throw parserFault("Hosts list cannot contain values of 'None'. Please check your playbook", at);
    if (!isText(host)) throw parserFault(`Hosts list contains an invalid host value: '${str(host)}'`, at);
  }
}

function isText(value: Value): boolean {
  return typeof value === 'string' || value instanceof TemplateString || value instanceof VaultString;
}

/** Keywords of the play alone are checked now where no template is in the way; those of tasks when a task runs. */
function checkStaticValues(keywords: ReadonlyMap<string, Value>, data: Dict): void {
  for (const [name, value] of keywords) {
    const keyword = findKeyword(name);
    if (!keyword || keyword.appliesTo.length > 1 || keyword.templating !== 'yes' || hasTemplate(value))
      continue;
    checkKeywordValue(keyword, value, valueOriginOf(data, name));
  }
}

function hasTemplate(value: Value): boolean {
  return (
    value instanceof TemplateString ||
    value instanceof VaultString ||
    (Array.isArray(value) && value.some(hasTemplate))
  );
}

const promptKeys = new Set('name prompt default private confirm encrypt salt_size salt unsafe'.split(' '));

function checkVarsPrompt(data: Dict): void {
  const prompts = data.get('vars_prompt') ?? [];
  if (prompts === null) return;
  const list = Array.isArray(prompts) ? prompts : [prompts];
  for (const prompt of list) {
    if (!(prompt instanceof Dict)) {
      throw parserFault(
        'Invalid variable file contents.',
        valueOriginOf(data, 'vars_prompt'),
        'Variable files must contain either a dictionary of variables, or a list of dictionaries.',
      );
    }
    if (!prompt.has('name'))
      throw parserFault("Invalid vars_prompt data structure, missing 'name' key", originOf(prompt));
    for (const key of prompt.keys()) {
      if (promptKeys.has(str(key))) continue;
      throw parserFault(
        `Invalid vars_prompt data structure, found unsupported key '${str(key)}'`,
        originOf(prompt, key),
      );
    }
  }
}

function withoutTags(vars: Dict): Dict {
  return vars.has('tags') ? new Dict([...vars].filter(([name]) => name !== 'tags')) : vars;
}

/** Tags of imports join the play's own; so does the `tags` variable of an import, an old way to say it. */
function addImported(keywords: Map<string, Value>, place: PlayPlace): void {
  const own = keywords.get('tags');
  const tags = Array.isArray(own) ? [...own] : [];
  // Ansible loses them where the play has no tags of its own.
  for (const vars of tags.length > 0 ? place.imports.vars : []) {
    const named = vars.get('tags');
    if (named !== undefined) tags.push(...readTags(named, originOf(vars, 'tags')));
  }
  for (const tag of place.imports.tags) if (!tags.includes(tag)) tags.push(tag);
  if (tags.length > 0) keywords.set('tags', tags);
}

/** A playbook in a collection looks for things there first. */
function addDefaultCollection(keywords: Map<string, Value>, place: PlayPlace): void {
  const { collection } = place;
  if (collection === undefined) return;
  const own = keywords.get('collections');
  const named = Array.isArray(own) ? own : [];
  const collections = named.includes(collection) ? named : [collection, ...named];
  const complete = collections.includes('ansible.builtin') || collections.includes('ansible.legacy');
  keywords.set('collections', complete ? collections : [...collections, 'ansible.legacy']);
}

function loadSection(
  data: Dict,
  section: 'handlers' | (typeof sectionOrder)[number],
  play: Play,
  scope: LoadScope,
  when: readonly Value[],
): Block[] {
  const list = data.get(section);
  if (list === undefined || list === null) return [];
  if (Array.isArray(list)) return loadBlocks(list, play, scope, when);
  throw parserFault(
    `A malformed block was encountered while loading ${section}: ${list === '' ? '' : `${str(list)} `}should be a list or None but is ${loadedClass(list)}`,
    originOf(data),
  );
}

/** Loads `roles:`; gives their handlers. */
function loadRoles(data: Dict, play: Play, scope: LoadScope): Block[] {
  const list = data.get('roles');
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    throw parserFault(
      `A malformed role declaration was encountered: ds (${str(list)}) should be a list but was a ${loadedClass(list)}`,
      originOf(data),
    );
  }
  const collections = play.own('collections');
  const handlers: Block[] = [];
  for (const [index, definition] of list.entries()) {
    const loaded = loadRole(
      definition,
      {
        isStatic: true,
        fromInclude: false,
        validateArguments: true,
        parentRole: undefined,
        parent: play,
        handlerParent: play,
        collections: Array.isArray(collections) ? collections.filter((name) => typeof name === 'string') : [],
        origin: originOf(list, index),
        leadingWhen: play.importWhen,
      },
      scope,
    );
    play.roles.push(loaded.block);
    // In front of roles that their tasks import.
    play.content.roles.splice(index, 0, loaded.role);
    handlers.push(...loaded.handlers);
  }
  return handlers;
}
