import { dirname, isAbsolute, join, resolve } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { originOf, valueOriginOf } from '../yaml/origins.ts';
import type { PlaybookContext } from './context.ts';
import { loadPlay, type PlayImports } from './load-play.ts';
import type { Play } from './model.ts';
import { loadedClass, parserFault, playbookFault, refuseCollection } from './playbook-fault.ts';
import { readKeywords } from './read-keywords.ts';
import { combineVars } from './variables.ts';

/**
 * The plays of a playbook, those of the playbooks that it imports in their places. `path` is a file, or a collection's
 * playbook as `namespace.collection.name`. Throws MitorunError PARSER, PLAYBOOK, FILE_NOT_FOUND or VAULT.
 */
export function loadPlaybook(path: string, context: PlaybookContext): Play[] {
  const inCollection = context.findPlaybook(path);
  const file = inCollection?.path ?? resolve(path);
  return loadFile(
    {
      file,
      collection: inCollection?.collection ?? context.collectionOf(file),
      imports: { vars: [], when: [], tags: [] },
      importedBy: [],
    },
    context,
  );
}

interface PlaybookPlace {
  readonly file: string;
  readonly collection: string | undefined;
  readonly imports: PlayImports;
  /** The playbooks that import this one. */
  readonly importedBy: readonly string[];
}

function loadFile(place: PlaybookPlace, context: PlaybookContext): Play[] {
  const { file } = place;
  const data = context.files.load(file);
  if (place.collection === undefined) context.addPluginDirectory?.(dirname(file));
  if (data === null) throw parserFault(`Empty playbook, nothing to do: ${file}`, startOf(file));
  if (!Array.isArray(data)) {
    throw parserFault(
      `A playbook must be a list of plays, got a ${loadedClass(data)} instead: ${file}`,
      data instanceof Dict ? originOf(data) : startOf(file),
    );
  }
  if (data.length === 0)
    throw parserFault(`A playbook must contain at least one play: ${file}`, startOf(file));
  return data.flatMap((entry, index) => {
    if (!(entry instanceof Dict)) {
      throw parserFault(
        "playbook entries must be either valid plays or 'import_playbook' statements",
        originOf(data, index),
      );
    }
    const statements = importStatements.filter((statement) => entry.has(statement));
    return statements.length > 0
      ? importPlaybook(entry, statements, place, context)
      : [loadPlay(entry, place, context)];
  });
}

function startOf(file: string): Origin {
  return { file, line: 1, column: 1 };
}

const importStatements = [
  'import_playbook',
  'ansible.builtin.import_playbook',
  'ansible.legacy.import_playbook',
] as const;

function importPlaybook(
  entry: Dict,
  statements: readonly string[],
  place: PlaybookPlace,
  context: PlaybookContext,
): Play[] {
  const [statement = 'import_playbook'] = statements;
  if (statements.length > 1) {
    throw playbookFault(
      `Found conflicting import_playbook actions: ${statements.toSorted().join(', ')}`,
      originOf(entry),
    );
  }
  const keywords = readKeywords(entry, {
    owner: 'PlaybookInclude',
    skip: new Set(statements),
    context,
  });
  const vars = keywords.get('vars');
  const ownVars = vars instanceof Dict ? vars : new Dict();
  const name = playbookName(entry, statement, ownVars, place, context);
  const target = findImported(name, place, context);
  if (place.importedBy.includes(target.file) || target.file === place.file)
    throw parserFault(`A recursion loop was detected: ${target.file} imports itself.`, originOf(entry));
  const when = keywords.get('when');
  const tags = keywords.get('tags');
  return loadFile(
    {
      ...target,
      imports: {
        vars: ownVars.size > 0 ? [...place.imports.vars, ownVars] : place.imports.vars,
        when: [...place.imports.when, ...(Array.isArray(when) ? when : [])],
        tags: [...place.imports.tags, ...(Array.isArray(tags) ? tags : [])],
      },
      importedBy: [...place.importedBy, place.file],
    },
    context,
  );
}

function playbookName(
  entry: Dict,
  statement: string,
  vars: Dict,
  place: PlaybookPlace,
  context: PlaybookContext,
): string {
  const written: Value = entry.get(statement) ?? null;
  refuseCollection('import_playbook', written, originOf(entry));
  if (!isTruthy(written) && written !== '')
    throw parserFault("The field 'import_playbook' is required but was not set.", originOf(entry));
  if (!(written instanceof TemplateString)) return str(written);
  const variables = combineVars(Dict.of({ playbook_dir: dirname(place.file) }), vars, false);
  try {
    return str(context.renderStatic(written, variables));
  } catch (fault) {
    if (!(fault instanceof MitorunError)) throw fault;
    throw parserFault(
      `Error processing keyword 'import_playbook': ${fault.message}`,
      valueOriginOf(entry, statement),
    );
  }
}

function findImported(
  name: string,
  place: PlaybookPlace,
  context: PlaybookContext,
): { file: string; collection: string | undefined } {
  const inCollection = context.findPlaybook(name);
  if (inCollection) return { file: inCollection.path, collection: inCollection.collection };
  const file = isAbsolute(name) ? name : join(dirname(place.file), name);
  return { file, collection: context.collectionOf(file) ?? place.collection };
}
