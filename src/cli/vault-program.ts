import { expandPath } from '../config/expand-path.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { nearestWord } from '../errors/nearest-word.ts';
import {
  secretsToDecrypt,
  secretToEncrypt,
  secretToRekeyWith,
  type VaultCommandOptions,
} from '../vault/commands/choose-secrets.ts';
import { encryptStrings } from '../vault/commands/encrypt-string.ts';
import {
  createFile,
  decryptFiles,
  editFiles,
  encryptFiles,
  rekeyFiles,
  viewFiles,
} from '../vault/commands/files.ts';
import { nodeVaultIo } from '../vault/commands/node-vault-io.ts';
import type { VaultIo } from '../vault/commands/vault-io.ts';
import { nodeSecretEdge } from '../vault/node-secret-edge.ts';
import type { SecretEdge } from '../vault/secret-sources.ts';
import { type ProgramBase, programBase } from './common-setup.ts';
import { askSecret } from './ask-secret.ts';
import type { ParsedOptions } from './options/option.ts';
import { parseOptions } from './options/parse.ts';
import { vaultOptions } from './options/tables.ts';
import type { ProcessEdge } from './process-edge.ts';
import { surroundingsOf } from './surroundings.ts';
import { requireTerminal } from './terminal.ts';
import { vaultRules } from './vault-rules.ts';

/** `ansible-vault`: encrypts, decrypts and edits files and strings. */
export async function vaultProgram(edge: ProcessEdge): Promise<number> {
  const [action = '', ...words] = edge.argv;
  const table = vaultOptions[action];
  if (!table) throw unknownAction(action);
  const options = parseOptions(table, words);
  const base = programBase(edge, options);
  const command = new VaultCommand(edge, options, base);
  await command.run(action);
  return 0;
}

function unknownAction(action: string): MitorunError {
  const actions = Object.keys(vaultOptions);
  if (action === '') return new MitorunError('ARGUMENTS', 'the following arguments are required: action');
  const near = nearestWord(action, actions);
  const choices = actions.map((name) => `'${name}'`).join(', ');
  return new MitorunError(
    'ARGUMENTS',
    `argument action: invalid choice: '${action}' (choose from ${choices})`,
    near === undefined ? {} : { hint: `did you mean ${near}?` },
  );
}

class VaultCommand {
  readonly #edge: ProcessEdge;
  readonly #options: ParsedOptions;
  readonly #base: ProgramBase;
  readonly #io: VaultIo;
  readonly #secrets: SecretEdge;

  constructor(edge: ProcessEdge, options: ParsedOptions, base: ProgramBase) {
    const { config, display } = base;
    const warn = (message: string): void => display.warn(message);
    this.#edge = edge;
    this.#options = options;
    this.#base = base;
    this.#io = nodeVaultIo({
      stdin: edge.stdin,
      stdout: edge.stdout,
      stderr: edge.stderr,
      editor: config.get('EDITOR'),
      pager: config.get('PAGER'),
      localTmp: config.get('DEFAULT_LOCAL_TMP'),
      env: edge.environment,
      prompt: (question, { hidden }) => requireTerminal(edge, question).ask(question, { hidden }),
      warn,
    });
    this.#secrets = nodeSecretEdge({
      prompt: (text) => askSecret(edge, text),
      warn,
      resolvePath: (path) => this.#path(path),
    });
  }

  async run(action: string): Promise<void> {
    const files = action === 'encrypt_string' ? [] : this.#options.positional.map((file) => this.#path(file));
    const output = this.#optionalPath('output');
    const io = this.#io;
    // These two speak of files as they were named.
    const names = new Map(this.#options.positional.map((file) => [this.#path(file), file]));
    const salt = this.#base.config.get('VAULT_ENCRYPT_SALT') ?? undefined;
    const reading = async () => ({
      files,
      secrets: await secretsToDecrypt(this.#sources(), this.#secrets),
      rules: vaultRules(this.#base.config),
      salt,
    });
    const writing = async () => ({
      files,
      secret: await secretToEncrypt(this.#sources(), this.#secrets),
      salt,
    });
    switch (action) {
      case 'create':
        return createFile(
          { ...(await writing()), names, skipTtyCheck: this.#options.flag('skip-tty-check') },
          io,
        );
      case 'decrypt':
        return decryptFiles({ ...(await reading()), output }, io);
      case 'edit':
        return editFiles(await reading(), io);
      case 'view':
        return viewFiles({ ...(await reading()), names }, io);
      case 'encrypt':
        return encryptFiles({ ...(await writing()), output }, io);
      case 'encrypt_string':
        return this.#encryptStrings((await writing()).secret, output, salt);
      default: {
        const old = await reading();
        const newSecret = await secretToRekeyWith(
          {
            ...this.#sources(),
            newVaultId: this.#options.text('new-vault-id'),
            newPasswordFile: this.#options.text('new-vault-password-file'),
          },
          this.#secrets,
        );
        return rekeyFiles({ ...old, newSecret }, io);
      }
    }
  }

  #encryptStrings(
    secret: Awaited<ReturnType<typeof secretToEncrypt>>,
    output: string | undefined,
    salt: string | undefined,
  ): Promise<void> {
    const options = this.#options;
    return encryptStrings(
      {
        strings: options.positional,
        names: options.list('name'),
        stdinName: options.text('stdin-name'),
        prompt: options.flag('prompt'),
        showInput: options.flag('show-input'),
        output,
        secret,
        salt,
      },
      this.#io,
    );
  }

  #sources(): VaultCommandOptions {
    const { config } = this.#base;
    const configured = config.get('DEFAULT_VAULT_PASSWORD_FILE');
    return {
      configuredIds: config.get('DEFAULT_VAULT_IDENTITY_LIST'),
      vaultIds: this.#options.list('vault-id'),
      passwordFiles: [
        ...this.#options.list('vault-password-file'),
        ...(configured === null ? [] : [configured]),
      ],
      askVaultPass: this.#options.flag('ask-vault-password') || config.get('DEFAULT_ASK_VAULT_PASS'),
      rules: vaultRules(config),
      encryptVaultId:
        this.#options.text('encrypt-vault-id') ?? config.get('DEFAULT_VAULT_ENCRYPT_IDENTITY') ?? undefined,
    };
  }

  #path(path: string): string {
    return path === '-' ? path : expandPath(path, surroundingsOf(this.#edge));
  }
  #optionalPath(name: string): string | undefined {
    const path = this.#options.text(name);
    return path === undefined ? undefined : this.#path(path);
  }
}
