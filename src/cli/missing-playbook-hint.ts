import { basename, dirname, join, resolve } from 'node:path';
import { nearestWord } from '../errors/nearest-word.ts';
import { readdirSync } from '../python/file-system.ts';
import type { Program } from './options/option.ts';

/** Ansible's programs that mitorun does not replace, without `ansible-`. */
const otherPrograms: readonly string[] = ['galaxy', 'doc', 'pull', 'console', 'test', 'connection'];

/** What somebody most likely meant who named a playbook that is not there; undefined where nothing comes near. */
export function missingPlaybookHint(
  missing: string,
  { words, cwd, subCommands }: { words: readonly string[]; cwd: string; subCommands: readonly Program[] },
): string | undefined {
  if (missing === words[0]) {
    if (otherPrograms.includes(missing))
      return `mitorun does not replace ansible-${missing}: run that program itself`;
    if (missing === 'playbook') return "mitorun runs playbooks by itself: leave out 'playbook'";
  }
  const file = nearFile(missing, cwd);
  if (file !== undefined) return `did you mean '${file}'?`;
  const command = missing === words[0] ? nearestWord(missing, subCommands) : undefined;
  if (command !== undefined) return `did you mean 'mitorun ${command}'?`;
  const [pattern, module, ...more] = words;
  if (pattern !== missing || module === undefined || more.length > 0 || words.some(namesFile))
    return undefined;
  return `to run a module on hosts: mitorun ${pattern} -m ${module}`;
}

function namesFile(word: string): boolean {
  return /[./]/.test(word);
}

/** A file beside where the missing one would be: of the same name with another ending, or with a name that is near. */
function nearFile(missing: string, cwd: string): string | undefined {
  const directory = dirname(missing);
  const name = basename(missing);
  let names: string[];
  try {
    names = readdirSync(resolve(cwd, directory)).filter((one) => /\.(?:ya?ml|json)$/.test(one));
  } catch {
    return undefined;
  }
  const stem = withoutEnding(name);
  const near = names.find((one) => withoutEnding(one) === stem) ?? nearestWord(name, names);
  return near === undefined ? undefined : join(directory, near);
}

function withoutEnding(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}
