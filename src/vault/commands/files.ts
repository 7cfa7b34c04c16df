import { decodeEscaping } from '../../python/bytes-text.ts';
import { dirname } from 'node:path';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { wholeFile } from '../../errors/origin.ts';
import { decryptVault, encryptVault, type Decrypted, type DecryptRules, type VaultSecret } from '../vault.ts';
import { standardStream, type VaultIo } from './vault-io.ts';

/** What decrypting commands need. */
export interface DecryptingOptions {
  readonly files: readonly string[];
  readonly secrets: readonly VaultSecret[];
  readonly rules: DecryptRules;
  /** How errors call files, where that is not their path. */
  readonly names?: ReadonlyMap<string, string>;
}

/** What encrypting commands need: the one secret (see `secretToEncryptWith`) and DEFAULT's VAULT_ENCRYPT_SALT. */
export interface EncryptingOptions {
  readonly files: readonly string[];
  readonly secret: VaultSecret;
  readonly salt?: string | undefined;
}

/** `vault encrypt`: each file in place, or stdin to stdout; `output` is `-` or a path for a single input. */
export async function encryptFiles(
  options: EncryptingOptions & { output?: string | undefined },
  io: VaultIo,
): Promise<void> {
  requireOneInput(options);
  if (options.files.length === 0 && io.stdinIsTerminal) io.tell('Reading plaintext input from stdin');
  for (const file of inputs(options.files)) {
    const text = encryptVault(await io.read(file), options.secret, { salt: options.salt });
    write(options.output ?? file, Buffer.from(text), true, io);
  }
  if (io.stdoutIsTerminal) io.tell('Encryption successful');
}

/** `vault decrypt`: each file in place, or stdin to stdout. */
export async function decryptFiles(
  options: DecryptingOptions & { output?: string | undefined },
  io: VaultIo,
): Promise<void> {
  requireOneInput(options);
  if (options.files.length === 0 && io.stdinIsTerminal) io.tell('Reading ciphertext input from stdin');
  for (const file of inputs(options.files)) {
    const { plain } = await decryptFile(file, options, io);
    write(options.output ?? file, plain, false, io);
  }
  if (io.stdoutIsTerminal) io.tell('Decryption successful');
}

/** `vault view`: shows each file in the pager. */
export async function viewFiles(options: DecryptingOptions, io: VaultIo): Promise<void> {
  for (const file of options.files) {
    const { plain } = await decryptFile(file, options, io);
    await io.page(decodeEscaping(plain));
  }
}

/** `vault rekey`: encrypts each file anew; mode and owner stay. */
export async function rekeyFiles(
  options: DecryptingOptions & { newSecret: VaultSecret; salt?: string | undefined },
  io: VaultIo,
): Promise<void> {
  for (const file of options.files) {
    const { plain } = await decryptFile(file, options, io);
    const text = encryptVault(plain, options.newSecret, { salt: options.salt });
    io.replace(file, Buffer.from(text), { keepMode: true });
  }
  io.tell('Rekey successful');
}

/** `vault edit`: opens each file in the editor; writes it, under the same label, if it was changed. */
export async function editFiles(
  options: DecryptingOptions & { salt?: string | undefined },
  io: VaultIo,
): Promise<void> {
  for (const file of options.files) {
    const { plain, secret, vaultId } = await decryptFile(file, options, io);
    const edited = await io.edit(plain, file);
    if (Buffer.compare(plain, edited) === 0) continue;
    const text = encryptVault(edited, secret, { vaultId, salt: options.salt });
    io.replace(file, Buffer.from(text), { keepMode: true });
  }
}

/** `vault create`: a new file by way of the editor. */
export async function createFile(
  options: EncryptingOptions & { skipTtyCheck?: boolean; names?: ReadonlyMap<string, string> },
  io: VaultIo,
): Promise<void> {
  const [file, ...more] = options.files;
  if (file === undefined || more.length > 0) {
    throw new MitorunError('USAGE', 'ansible-vault create can take only one filename argument');
  }
  if (!io.stdoutIsTerminal && !options.skipTtyCheck) {
    throw new MitorunError('USAGE', 'not a tty, editor cannot be opened');
  }
  const directory = dirname(file);
  if (!io.exists(directory)) {
    io.warn(`${directory} does not exist, creating...`);
    io.makeDirectory(directory);
  }
  if (io.exists(file))
    throw new MitorunError('VAULT', `${options.names?.get(file) ?? file} exists, please use 'edit' instead`);
  const text = encryptVault(await io.edit(new Uint8Array(), file), options.secret, { salt: options.salt });
  io.replace(file, Buffer.from(text), {});
}

async function decryptFile(file: string, options: DecryptingOptions, io: VaultIo): Promise<Decrypted> {
  const content = await io.read(file);
  try {
    return decryptVault(content, options.secrets, {
      ...options.rules,
      origin: wholeFile(file),
    });
  } catch (cause) {
    if (!(cause instanceof MitorunError)) throw cause;
    throw new MitorunError(cause.code, `${cause.message} for ${options.names?.get(file) ?? file}`);
  }
}

function requireOneInput(options: { files: readonly string[]; output?: string | undefined }): void {
  if (options.output !== undefined && options.files.length > 1) {
    throw new MitorunError('USAGE', 'At most one input file may be used with the --output option');
  }
}

function inputs(files: readonly string[]): readonly string[] {
  return files.length > 0 ? files : [standardStream];
}

function write(path: string, content: Uint8Array, shredOld: boolean, io: VaultIo): void {
  if (path === standardStream) io.writeOut(content);
  else io.replace(path, content, { shredOld });
}
