import { existsSync } from 'node:fs';
import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';
import { candidatePaths } from '../actions/find-file.ts';
import type { Play } from '../playbook/model.ts';
import type { PlaybookFiles } from '../playbook/playbook-files.ts';
import { Dict } from '../python/dict.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Templar } from '../template/templar.ts';

/**
 * The files of a play's `vars_files` for one host, the last one first (it wins). Of a list of names the first that
 * exists counts; none need exist. A name whose template cannot be rendered for this host yet is passed over with a warning.
 */
export function loadVarsFiles(
  play: Play,
  directory: string,
  options: {
    readonly templar: () => Templar;
    readonly files: PlaybookFiles;
    readonly warn: (message: string, origin: Origin | undefined) => void;
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
      const origin = entry instanceof TemplateString ? entry.origin : undefined;
      options.warn('skipping vars_files item due to an undefined variable', origin);
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
  for (const name of names) {
    const rendered = name instanceof TemplateString ? templar().render(name) : name;
    if (typeof rendered !== 'string') {
      throw new MitorunError('PARSER', 'Invalid `vars_files` value.', {
        origin: play.origin,
        hint: 'A `vars_files` value should either be a string or list of strings.',
      });
    }
    const found = candidatePaths(rendered, 'vars', [directory]).find((path) => existsSync(path));
    if (found !== undefined) return readVars(files.load(found), found);
  }
  return [];
}

function readVars(content: Value, file: string): Dict[] {
  if (content === null) return [];
  if (content instanceof Dict) return [content];
  if (Array.isArray(content) && content.every((part) => part instanceof Dict)) return content.toReversed();
  throw new MitorunError('PARSER', `Invalid vars_files file '${file}': it must hold a dictionary.`, {
    origin: { file, line: 1, column: 1 },
  });
}
