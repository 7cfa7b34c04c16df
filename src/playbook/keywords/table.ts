import { generalKeywords } from './general.ts';
import type { Keyword, NodeKind } from './keyword.ts';
import { playKeywords } from './plays.ts';
import { loopControlKeywords, taskKeywords } from './tasks.ts';

/** Every keyword of the language (ansible-core 2.14 to 2.19), `loop_control`'s members apart. */
export const keywordTable: readonly Keyword[] = [...generalKeywords, ...taskKeywords, ...playKeywords];

/** Keywords that a person may write on one kind of node, aliases among the keys. */
function keywordsOf(keywords: readonly Keyword[], kinds: readonly NodeKind[]): ReadonlyMap<string, Keyword> {
  const found = new Map<string, Keyword>();
  for (const keyword of keywords) {
    if (!kinds.some((kind) => keyword.appliesTo.includes(kind))) continue;
    for (const name of [keyword.name, ...(keyword.aliases ?? [])]) found.set(name, keyword);
  }
  return found;
}

const named = (names: readonly string[]): Keyword[] =>
  keywordTable.filter((keyword) => names.includes(keyword.name));

const everyNode = generalKeywords.filter((keyword) => !['tags', 'collections'].includes(keyword.name));

const importKeyword: Keyword = {
  name: 'import_playbook',
  type: 'string',
  appliesTo: ['play'],
  inheritance: 'own',
  templating: 'static',
  required: true,
  summary: 'The playbook whose plays stand here.',
};

const includeKeywords = named(
  (
    'action args collections debugger ignore_errors loop loop_control name no_log ' +
    'register run_once tags timeout vars when'
  ).split(' '),
);

const metaKeyword = (name: string, type: Keyword['type'], summary: string): Keyword => ({
  name,
  type,
  appliesTo: ['role'],
  inheritance: 'own',
  templating: 'static',
  summary,
});

const metadataKeywords: readonly Keyword[] = [
  metaKeyword('allow_duplicates', 'bool', 'Whether the role may run more than once in a play.'),
  metaKeyword('dependencies', 'list', 'Roles that run before this one.'),
  metaKeyword('galaxy_info', 'dict', 'What Ansible Galaxy shows; not used in a run.'),
  metaKeyword('argument_specs', 'dict', 'What the role accepts, by entry point.'),
];

const byName = (keywords: readonly Keyword[]): ReadonlyMap<string, Keyword> =>
  new Map(keywords.map((keyword) => [keyword.name, keyword]));

const task = keywordsOf(keywordTable, ['task']);
const handler = keywordsOf(keywordTable, ['task', 'handler']);

/** What Ansible calls a thing in "'x' is not a valid attribute for a Play", and the keywords that it takes. */
export const attributesOf = {
  Play: keywordsOf(keywordTable, ['play']),
  PlaybookInclude: byName([...everyNode, ...named(['tags', 'when']), importKeyword]),
  Block: keywordsOf(keywordTable, ['block']),
  Task: task,
  Handler: handler,
  /** `import_tasks`: whatever a task may have, for the imported tasks to inherit. */
  ImportTasks: task,
  TaskInclude: byName(includeKeywords),
  HandlerTaskInclude: byName([...includeKeywords, ...named(['listen'])]),
  IncludeRole: byName(includeKeywords),
  RoleInclude: keywordsOf(keywordTable, ['role']),
  RoleMetadata: byName([...everyNode, ...named(['collections']), ...metadataKeywords]),
  LoopControl: byName(loopControlKeywords),
} as const;

export type AttributeOwner = keyof typeof attributesOf;

/** Keys of a task that name no action: its keywords and a handler's. */
export const taskAttributeNames: ReadonlySet<string> = new Set([...handler.keys(), 'local_action', 'static']);

const everyKeyword = keywordsOf(keywordTable, ['play', 'block', 'role', 'task', 'handler']);

/** The keyword by the name or alias that a person wrote. */
export function findKeyword(name: string): Keyword | undefined {
  return everyKeyword.get(name);
}
