import { readdirSync } from '../python/file-system.ts';
import { dirname, extname, join } from 'node:path';
import { MitorunError } from '../errors/mitorun-error.ts';
import { Dict } from '../python/dict.ts';
import { compareCodePoints } from '../python/json/dump.ts';
import { mergeDeeply } from '../python/merge-deeply.ts';
import { PythonError } from '../python/python-error.ts';
import { Pattern } from '../python/regex/pattern.ts';
import { str } from '../python/repr.ts';
import { isTruthy } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import type { Value } from '../python/value.ts';
import type { Action, ActionContext } from './action.ts';
import { ActionFailure } from './action-failure.ts';
import { recordMemberOrigin, valueOriginOf } from '../yaml/origins.ts';
import { updatedDict } from '../yaml/updated-dict.ts';
import { isVaultedFile } from './transfer/local-file.ts';
import { pathStatus, isDirectory } from '../python/os-path.ts';

const directoryArguments = [
  'dir',
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
];
const noFileNamed =
  'Could not find file on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option';
const fileArguments = ['file', '_raw_params'];

/** `include_vars`: variables from a file, or from the files of a directory, for this host from now on. */
export const includeVars: Action = {
  effects: { facts: 'included' },
  isLocal: true,
  takesRawParams: true,
  run: async (context) => {
    const { args } = context;
    checkNames(args);
    const collected = new CollectedFiles(context);
    const directory = args.get('dir') ?? null;
    const problem = isTruthy(directory)
      ? collected.loadDirectory(rootOf(context, str(directory)))
      : collected.loadFile(fileName(args));
    let variables = problem === undefined ? collected.variables : new Dict();
    const name = args.get('name') ?? null;
    if (isTruthy(name)) {
      variables = new Dict([[name, variables]]);
      const place = valueOriginOf(args, 'name');
      recordMemberOrigin(variables, name, place, place);
    }
    const result = new Dict();
    if (problem !== undefined) {
      result.set('failed', true);
      result.set('message', problem);
    } else variables = withHashBehaviour(context, variables);
    result.set('ansible_included_var_files', collected.files);
    result.set('ansible_facts', variables);
    return { data: result, remarks: { noLog: collected.isSecret } };
  },
};

function checkNames(args: Dict): void {
  const given = [...args.keys()].map(str);
  const known = new Set([...directoryArguments, ...fileArguments, 'name', 'hash_behaviour']);
  const unknown = given.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new MitorunError('ACTION', `${unknown} is not a valid option in include_vars`);
  if (
    given.some((name) => directoryArguments.includes(name)) &&
    given.some((name) => fileArguments.includes(name))
  ) {
    throw new MitorunError(
      'ACTION',
      'You are mixing file only and dir only arguments, these are incompatible',
    );
  }
}

/** null where nothing names one. */
function fileName(args: Dict): string | null {
  const file = args.get('file') ?? null;
  if (isTruthy(file)) return text(file, 'startswith');
  const written = args.get('_raw_params') ?? null;
  return written === null ? null : text(written, 'rstrip').replace(/\n+$/, '');
}

/** Python's complaint about a value that is used as text and is none. */
function text(value: Value, method: string): string {
  if (typeof value === 'string') return value;
  throw new MitorunError('ACTION', `'${typeName(value)}' object has no attribute '${method}'`);
}

/** A role's directories are below its `vars/`, others beside the file with the task. */
function rootOf({ rolePath, origin }: ActionContext, directory: string): string {
  if (rolePath === undefined) return origin ? resolveFrom(dirname(origin.file), directory) : directory;
  if (directory.split('/')[0] !== 'vars') return resolveFrom(join(rolePath, 'vars'), directory);
  const inRole = join(rolePath, directory);
  return pathStatus(inRole) ? inRole : directory;
}

function resolveFrom(base: string, path: string): string {
  return path.startsWith('/') ? path : `${base}/${path}`;
}

function withHashBehaviour(context: ActionContext, variables: Dict): Dict {
  const behaviour = context.args.get('hash_behaviour') ?? null;
  if (behaviour !== 'merge' || context.setting('DEFAULT_HASH_BEHAVIOUR') === 'merge') return variables;
  const existing = new Dict();
  for (const name of variables.keys()) {
    const value = context.variables.get(str(name));
    if (value !== undefined) existing.set(name, value);
  }
  return mergeDeeply(existing, variables);
}

/** The files read so far and what they gave; each method says what is wrong, if anything. */
class CollectedFiles {
  readonly #context: ActionContext;
  readonly files: Value[] = [];
  variables = new Dict();
  /** Something came from a vaulted file. */
  isSecret = false;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  loadFile(name: string | null): string | undefined {
    if (name === null) {
      this.#context.warn('Invalid request to find a file that matches a "null" value');
      return noFileNamed;
    }
    try {
      return this.#read(this.#context.findFile(name, 'vars'));
    } catch (error) {
      if (error instanceof MitorunError) return error.message;
      throw error;
    }
  }

  loadDirectory(root: string): string | undefined {
    const found = pathStatus(root);
    if (!found) return `${root} directory does not exist`;
    if (!found.isDirectory()) return `${root} is not a directory`;
    const selects = this.#selection();
    for (const { directory, names } of this.#directories(root)) {
      for (const name of names) {
        if (!selects(name) || this.#isRoleMain(directory, name)) continue;
        const path = join(directory, name);
        if (!this.#hasExtension(name)) {
          if (isTruthy(this.#context.args.get('ignore_unknown_extensions') ?? false)) continue;
          return `${path} does not have a valid extension: ${this.#extensions().join(', ')}`;
        }
        const problem = this.#read(path);
        if (problem !== undefined) return problem;
      }
    }
    return undefined;
  }

  #read(path: string): string | undefined {
    if (isVaultedFile(path)) this.isSecret = true;
    const loaded = this.#context.loadYaml(path);
    if (loaded !== null && !(loaded instanceof Dict)) return `${path} must be stored as a dictionary/hash`;
    this.files.push(path);
    if (loaded) this.variables = updatedDict(this.variables, loaded);
    return undefined;
  }

  /** All directories below the root, in the order of their paths, with their files in order. */
  #directories(root: string): { directory: string; names: string[] }[] {
    const limit = Number(this.#context.args.get('depth') ?? 0);
    const found: { directory: string; names: string[] }[] = [];
    const visit = (directory: string, depth: number): void => {
      if (limit !== 0 && depth > limit) return;
      const entries = readdirSync(directory);
      const isFolder = (name: string): boolean => isDirectory(join(directory, name));
      found.push({
        directory,
        names: entries.filter((name) => !isFolder(name)).toSorted(compareCodePoints),
      });
      for (const name of entries.filter(isFolder)) visit(join(directory, name), depth + 1);
    };
    visit(root, 1);
    return found.toSorted((a, b) => compareCodePoints(a.directory, b.directory));
  }

  #selection(): (name: string) => boolean {
    const { args } = this.#context;
    const matching = args.get('files_matching') ?? null;
    const matcher = isTruthy(matching) ? regularExpression(str(matching)) : undefined;
    const ignored = ignoredFiles(args.get('ignore_files') ?? null).map((pattern) =>
      regularExpression(`${pattern}$`),
    );
    return (name) =>
      (!matcher || matcher.search(name) !== undefined) &&
      !ignored.some((pattern) => pattern.search(name) !== undefined);
  }

  #extensions(): string[] {
    const written = this.#context.args.get('extensions') ?? null;
    if (written === null) return ['yaml', 'yml', 'json'];
    if (typeof written === 'string') return Array.from(written);
    if (Array.isArray(written)) return written.map(str);
    throw new MitorunError('ACTION', 'Invalid type for "extensions" option, it must be a list');
  }

  #hasExtension(name: string): boolean {
    return this.#extensions().includes(extname(name).slice(1));
  }

  /** A role loads its `vars/main.yml` by itself. */
  #isRoleMain(directory: string, name: string): boolean {
    const { rolePath } = this.#context;
    return rolePath !== undefined && join(rolePath, name) === join(directory, 'vars', 'main.yml');
  }
}

function regularExpression(source: string): Pattern {
  try {
    return new Pattern(source);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw new MitorunError('ACTION', `Invalid regular expression: ${source.replace(/\$$/, '')}`);
  }
}

function ignoredFiles(written: Value): string[] {
  if (!isTruthy(written)) return [];
  if (typeof written === 'string') return written.split(/\s+/).filter((word) => word !== '');
  if (Array.isArray(written)) return written.map(str);
  throw new ActionFailure(`${str(written)} must be a list`);
}
