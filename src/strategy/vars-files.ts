import { existsSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
import { candidatePaths } from '../actions/find-file.ts';
import type { Play } from '../playbook/model.ts';
import type { PlaybookFiles } from '../playbook/playbook-files.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';

/**
 * The files of a play's `vars_files` for one host, the last one first (it wins). Of a list of names the first that
 * exists counts. A name whose template cannot be rendered for this host yet is passed over with a warning.
 */
export function loadVarsFiles(
  play: Play,
  directory: string,
  options: {
    readonly templar: () => Templar;
    readonly files: PlaybookFiles;
    readonly warn: (message: string) => void;
  },
): Dict[] {
  const written = play.own('vars_files');
  if (written === undefined || written === null) return [];
  const loaded: Dict[] = [];
  for (const entry of Array.isArray(written) ? written : [written]) {
    try {
      loaded.unshift(...loadFirst(play, directory, Array.isArray(entry) ? entry : [entry], options));
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code !== 'TEMPLATE_UNDEFINED') throw error;
      options.warn('skipping vars_files item due to an undefined variable');
    }
  }
  return loaded;
}

/** Whether the names hold templates, so that each host may have other files. */
export function varsFilesDependOnHost(play: Play): boolean {
  const written = play.own('vars_files');
  const names = Array.isArray(written) ? written.flat() : [written];
  return names.some((name) => name instanceof TemplateString);
}

function loadFirst(
  play: Play,
  directory: string,
  names: readonly Value[],
  { templar, files }: { readonly templar: () => Templar; readonly files: PlaybookFiles },
): Dict[] {
  let sought: readonly string[] = [];
  for (const name of names) {
    const rendered = name instanceof TemplateString ? templar().render(name) : name;
    if (typeof rendered !== 'string') {
      throw new MitorunError('PARSER', 'Invalid `vars_files` value.', {
        origin: play.origin,
        hint: 'A `vars_files` value should either be a string or list of strings.',
      });
    }
    sought = candidatePaths(rendered, 'vars', [directory]);
    const found = sought.find((path) => existsSync(path));
    if (found !== undefined) return readVars(files.load(found), found);
  }
  if (names.length > 1) return [];
  throw new MitorunError(
    'PARSER',
    `Could not find or access '${str(names[0] ?? null)}'\nSearched in:${sought.map((path) => `\n\t${path}`).join('')} on the Ansible Controller.`,
    {
      origin: play.origin,
    },
  );
}

function readVars(content: Value, file: string): Dict[] {
  if (content === null) return [];
  if (content instanceof Dict) return [content];
  if (Array.isArray(content) && content.every((part) => part instanceof Dict)) return content.toReversed();
  throw new MitorunError('PARSER', `Invalid vars_files file '${file}': it must hold a dictionary.`, {
    origin: { file, line: 1, column: 1 },
  });
}
