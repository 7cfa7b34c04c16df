import { existsSync } from '../python/file-system.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { VarsFilesReader } from '../executor/play-context.ts';
import type { RunServices } from '../executor/services.ts';
import type { Origin } from '../errors/origin.ts';
import { candidatePaths } from '../actions/find-file.ts';
import type { Play } from '../playbook/model.ts';
import { nativeTypeName } from '../playbook/playbook-fault.ts';
import type { PlaybookFiles } from '../playbook/playbook-files.ts';
import { keywordOrigin } from '../playbook/read-keywords.ts';
import { varsOfFile } from '../playbook/vars-file.ts';
import { Dict } from '../python/dict.ts';
import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { omittedScalar } from '../template/omitted-scalar.ts';
import type { Templar } from '../template/templar.ts';
import { originOf, valueOriginOf } from '../yaml/origins.ts';

/**
 * Finds the files of a play's `vars_files`, the last one first (it wins). Of a list of names the first file
 * that exists counts; none need exist. A name with a template that cannot be rendered yet is skipped with a
 * warning. Once the host's facts have been gathered, such a name is an error (MitorunError
 * TEMPLATE_UNDEFINED), because no more variables will come.
 */
export function readVarsFiles(
  services: RunServices,
  play: Play,
  directory: string,
  reader: VarsFilesReader,
): Dict[] {
  const written = play.own('vars_files');
  if (written === undefined || written === null) return [];
  const { files } = services.playbooks;
  const loaded: Dict[] = [];
  for (const [index, entry] of (Array.isArray(written) ? written : [written]).entries()) {
    const origin = Array.isArray(written)
      ? valueOriginOf(written, index)
      : keywordOrigin(play.keywords, 'vars_files');
    try {
      const templar = (): Templar => reader.templar(loaded);
      const names = Array.isArray(entry) ? entry : [entry];
      loaded.unshift(...loadFirst(directory, names, { templar, files, origin }));
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
      const origin = originOfEntry(entry, written);
      if (isAtWork(reader) && services.memory.facts(reader.host).get('module_setup') === true) {
        throw new MitorunError(
          'TEMPLATE_UNDEFINED',
          `an undefined variable was found when attempting to template the vars_files item '${str(entry)}'`,
          { cause: error, origin },
        );
      }
      services.emit({
        kind: 'warning',
        message: 'skipping vars_files item due to an undefined variable',
        origin,
      });
    }
  }
  return loaded;
}

/** Read for a task, when a host's facts may be known. */
function isAtWork(reader: VarsFilesReader): reader is VarsFilesReader & { readonly host: string } {
  return reader.host !== undefined && reader.task !== undefined;
}

function originOfEntry(entry: Value, all: Value): Origin | undefined {
  if (entry instanceof TemplateString) return entry.origin;
  if (Array.isArray(entry)) return originOf(entry);
  return Array.isArray(all) ? originOf(all) : undefined;
}

/** Whether the names hold templates, so that each host and task may have other files. */
export function varsFilesAreTemplates(play: Play): boolean {
  const written = play.own('vars_files');
  const names = Array.isArray(written) ? written.flat() : [written];
  return names.some((name) => name instanceof TemplateString);
}

function originOfValue(value: Value): Origin | undefined {
  if (value instanceof TemplateString) return value.origin;
  return Array.isArray(value) || value instanceof Dict ? originOf(value) : undefined;
}

interface FileChoice {
  readonly templar: () => Templar;
  readonly files: PlaybookFiles;
  /** Where the names were written. */
  readonly origin: Origin | undefined;
}

function loadFirst(directory: string, names: Value[], { templar, files, origin }: FileChoice): Dict[] {
  for (const [index, name] of names.entries()) {
    const rendered = name instanceof TemplateString ? templar().render(name) : name;
    if (rendered === OMIT) throw omittedScalar(originOfValue(name));
    if (typeof rendered !== 'string') {
      throw new MitorunError(
        'PARSER',
        `Invalid \`vars_files\` value of type '${nativeTypeName(rendered)}'.`,
        {
          origin: originOfValue(name) ?? valueOriginOf(names, index) ?? origin,
          hint: 'A `vars_files` value should either be a string or list of strings.',
        },
      );
    }
    const found = candidatePaths(rendered, 'vars', [directory]).find((path) => existsSync(path));
    if (found !== undefined) return varsOfFile(loadVars(files, found), found).toReversed();
  }
  return [];
}

/** Loads a file. An error of decryption names the file as one of `vars_files`. */
function loadVars(files: PlaybookFiles, file: string): Value {
  try {
    return files.load(file);
  } catch (cause) {
    if (!(cause instanceof MitorunError) || cause.code !== 'VAULT') throw cause;
    throw new MitorunError('VAULT', `Invalid vars_files file '${file}'.`, { cause });
  }
}
