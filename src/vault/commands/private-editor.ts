import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';

/** How and where to edit. */
export interface EditorOptions {
  /** Ansible's EDITOR: a program and its arguments. */
  readonly editor: string;
  /** Where the plain text goes if the machine has no file system in memory. */
  readonly localTmp: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Lets the user edit a secret. The plain text is in a directory of its own, in memory where the machine has /dev/shm, with
 * the editor's own temporary files beside it. A guard process removes it as soon as this one is gone, however it ended.
 */
export async function editPrivately(
  content: Uint8Array,
  fileName: string,
  options: EditorOptions,
): Promise<Uint8Array> {
  const directory = mkdtempSync(join(memoryDirectory() ?? options.localTmp, 'mitorun-vault-'));
  const guard = startGuard(directory);
  try {
    const file = join(directory, `secret${extname(fileName)}`);
    writeFileSync(file, content, { mode: 0o600 });
    await runEditor(file, directory, options);
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    guard.stdin?.end();
  }
}

function memoryDirectory(): string | undefined {
  try {
    accessSync('/dev/shm', constants.W_OK | constants.X_OK);
    return '/dev/shm';
  } catch {
    return undefined;
  }
}

/** Its stdin ends when this process does; nothing else holds the other end. */
function startGuard(directory: string): ChildProcess {
  const script = 'trap "" INT TERM HUP; read _; rm -rf -- "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'mitorun-vault-guard', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}

async function runEditor(file: string, directory: string, options: EditorOptions): Promise<void> {
  const [program = 'vi', ...args] = splitWords(options.editor);
  const child = spawn(program, [...args, file], {
    stdio: 'inherit',
    env: { ...options.env, TMPDIR: directory },
  });
  try {
    await once(child, 'close');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = missing
      ? `[Errno 2] No such file or directory: '${program}'`
      : cause instanceof Error
        ? cause.message
        : String(cause);
    throw new MitorunError('VAULT', `Unable to execute the command "${options.editor} ${file}": ${reason}`);
  }
}

/** Words as a shell splits them: blanks, quotes and backslashes. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)) {
    const word = match[0].replaceAll(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, escaped, double, single) => {
      if (escaped !== undefined) return String(escaped);
      return double === undefined ? String(single) : String(double).replaceAll(/\\(["\\$`])/g, '$1');
    });
    words.push(word);
  }
  return words;
}
