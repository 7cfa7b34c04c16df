import { MitorunError } from '../errors/mitorun-error.ts';
import { wholeFile } from '../errors/origin.ts';
import { isVaulted } from './envelope.ts';
import { decryptVault, type DecryptRules, type VaultSecret } from './vault.ts';

/** What a program printed and how it ended. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** The outside world, as far as secrets come from it. */
export interface SecretEdge {
  /** The absolute form of a path that a user gave. */
  resolvePath(path: string): string;
  kindOf(path: string): 'missing' | 'directory' | 'program' | 'file';
  readFile(path: string): Uint8Array;
  /** Runs a password script; its stderr goes to the terminal unless `quiet`. Throws where it cannot be started. */
  run(command: readonly string[], options: { quiet: boolean }): Promise<ProgramResult>;
  /** Asks without showing what is typed; undefined at the end of the input. */
  prompt(text: string): Promise<string | undefined>;
  warn(message: string): void;
}

/** Which secrets a run was given. Paths and labels as the user wrote them. */
export interface SecretOptions {
  /** `label@source`, `label@prompt` or a bare source: DEFAULT_VAULT_IDENTITY_LIST, then --vault-id. */
  readonly vaultIds: readonly string[];
  /** --vault-password-file, then DEFAULT_VAULT_PASSWORD_FILE. */
  readonly passwordFiles: readonly string[];
  readonly askVaultPass: boolean;
  readonly rules: DecryptRules;
  /** Ask twice and in the words for a new password. */
  readonly newPassword?: boolean;
  /** Ask where no source is given at all, as the vault commands do. */
  readonly promptIfNone?: boolean;
}

/**
 * Loads the secrets of a run in Ansible's order: vault ids, password files, the prompt. A source that fails is a warning as
 * long as another one gives a secret. A password file may be vaulted with a secret that was loaded before it.
 */
export async function loadSecrets(options: SecretOptions, edge: SecretEdge): Promise<VaultSecret[]> {
  const { defaultId } = options.rules;
  const sources = [...options.vaultIds, ...options.passwordFiles.map((file) => `${defaultId}@${file}`)];
  const asks = options.askVaultPass || (sources.length === 0 && (options.promptIfNone ?? false));
  if (asks) sources.push(`${defaultId}@prompt_ask_vault_pass`);
  const secrets: VaultSecret[] = [];
  let failure: MitorunError | undefined;
  for (const source of sources) {
    const [label, place] = splitVaultId(source);
    const id = label || defaultId;
    if (place === 'prompt' || place === 'prompt_ask_vault_pass') {
      secrets.push({
        id,
        password: await promptForSecret(id, place === 'prompt', options.newPassword ?? false, edge),
      });
      continue;
    }
    let doing = 'getting vault password file';
    try {
      const located = locateSecret(place, edge);
      doing = 'in vault password file loading';
      secrets.push({
        id,
        password: await readSecret(located, label, { secrets, rules: options.rules }, edge),
      });
    } catch (error) {
      if (!(error instanceof MitorunError) || error.code === 'INTERRUPTED') throw error;
      edge.warn(`Error ${doing} (${label ?? 'None'}): ${error.message}`);
      failure = error;
    }
  }
  if (failure && secrets.length === 0) throw failure;
  return secrets;
}

/** `label@source` in its two parts; the label is undefined where there is none. */
function splitVaultId(text: string): [label: string | undefined, source: string] {
  const at = text.indexOf('@');
  return at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
}

async function promptForSecret(
  id: string,
  named: boolean,
  isNew: boolean,
  edge: SecretEdge,
): Promise<Uint8Array> {
  const questions = isNew
    ? named
      ? [`New vault password (${id}): `, `Confirm new vault password (${id}): `]
      : ['New Vault password: ', 'Confirm New Vault password: ']
    : [named ? `Vault password (${id}): ` : 'Vault password: '];
  const answers: string[] = [];
  for (const question of questions) {
    const answer = await edge.prompt(question);
    if (answer === undefined) {
      const problem = `EOFError (ctrl-d) on prompt for (${id})`;
      edge.warn(`Error in vault password prompt (${id}): ${problem}`);
      throw new MitorunError('VAULT', problem);
    }
    if (answer === '') {
      const problem = 'Invalid vault password was provided';
      edge.warn(`Error in vault password prompt (${id}): ${problem}`);
      throw new MitorunError('VAULT', problem);
    }
    answers.push(answer.trim());
  }
  const [first = ''] = answers;
  if (answers.some((answer) => answer !== first)) {
    const problem = 'Passwords do not match';
    edge.warn(`Error in vault password prompt (${id}): ${problem}`);
    throw new MitorunError('VAULT', problem);
  }
  return Buffer.from(first, 'utf8');
}

/** A password file that exists. */
interface LocatedSecret {
  readonly path: string;
  readonly kind: 'file' | 'script' | 'client';
}

function locateSecret(place: string, edge: SecretEdge): LocatedSecret {
  const path = edge.resolvePath(place);
  const kind = edge.kindOf(path);
  if (kind === 'missing') throw new MitorunError('VAULT', `The vault password file ${path} was not found`);
  if (kind === 'directory') {
    throw new MitorunError('VAULT', `The vault password file provided '${path}' can not be a directory`);
  }
  if (kind === 'file') return { path, kind };
  return { path, kind: isClientScript(place) ? 'client' : 'script' };
}

function readSecret(
  { path, kind }: LocatedSecret,
  label: string | undefined,
  known: KnownSecrets,
  edge: SecretEdge,
): Uint8Array | Promise<Uint8Array> {
  if (kind === 'file') return passwordFromFile(path, known, edge);
  return kind === 'client' ? passwordFromClient(path, label, edge) : passwordFromScript(path, edge);
}

/** `x-client` or `x-client.py`: a script that is told the label. */
function isClientScript(path: string): boolean {
  return path.replace(/(?<=[^/])\.[^./]*$/, '').endsWith('-client');
}

/** Secrets that were loaded before, which may decrypt the file of a later one. */
interface KnownSecrets {
  readonly secrets: readonly VaultSecret[];
  readonly rules: DecryptRules;
}

function passwordFromFile(path: string, { secrets, rules }: KnownSecrets, edge: SecretEdge): Uint8Array {
  let content = trim(edge.readFile(path), isPythonBlank);
  if (isVaulted(content))
    content = decryptVault(content, secrets, { ...rules, origin: wholeFile(path) }).plain;
  const password = trim(content, isLineBreak);
  if (password.length === 0) {
    throw new MitorunError('VAULT', `Invalid vault password was provided from file (${path})`);
  }
  return password;
}

async function passwordFromScript(path: string, edge: SecretEdge): Promise<Uint8Array> {
  const result = await run([path], false, 'script', edge);
  if (result.exitCode !== 0) {
    throw new MitorunError(
      'VAULT',
      `Vault password script ${path} returned non-zero (${result.exitCode}): None`,
    );
  }
  return scriptOutput(result, path);
}

const unknownLabel = 2;

async function passwordFromClient(
  path: string,
  label: string | undefined,
  edge: SecretEdge,
): Promise<Uint8Array> {
  const command = label ? [path, '--vault-id', label] : [path];
  const { exitCode, stderr, stdout } = await run(command, true, 'client script', edge);
  const id = label ?? 'None';
  if (exitCode === unknownLabel) {
    const message = `Vault password client script ${path} did not find a secret for vault-id=${id}: ${bytesRepr(stderr)}`;
    throw new MitorunError('VAULT', message);
  }
  if (exitCode !== 0) {
    const what = `returned non-zero (${exitCode}) when getting secret for vault-id=${id}`;
    throw new MitorunError('VAULT', `Vault password client script ${path} ${what}: ${bytesRepr(stderr)}`);
  }
  return scriptOutput({ exitCode, stderr, stdout }, path);
}

async function run(
  command: readonly string[],
  quiet: boolean,
  what: string,
  edge: SecretEdge,
): Promise<ProgramResult> {
  try {
    return await edge.run(command, { quiet });
  } catch (cause) {
    if (cause instanceof MitorunError && cause.code === 'INTERRUPTED') throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = 'If this is not a script, remove the executable bit from the file.';
    throw new MitorunError(
      'VAULT',
      `Problem running vault password ${what} ${command[0]} (${reason}). ${advice}`,
      { cause },
    );
  }
}

function scriptOutput(result: ProgramResult, path: string): Uint8Array {
  const password = trim(result.stdout, isLineBreak);
  if (password.length === 0) {
    throw new MitorunError('VAULT', `Invalid vault password was provided from script (${path})`);
  }
  return password;
}

/** Python shows captured stderr as bytes. */
function bytesRepr(text: string): string {
  return `b'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function isLineBreak(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function isPythonBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function trim(bytes: Uint8Array, drops: (byte: number) => boolean): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && drops(bytes[start] as number)) start++;
  while (end > start && drops(bytes[end - 1] as number)) end--;
  return bytes.subarray(start, end);
}
