import { decodeEscaping, encodeEscaping } from '../../python/bytes-text.ts';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { encryptVault, type VaultSecret } from '../vault.ts';
import { standardStream, type VaultIo } from './vault-io.ts';

export interface EncryptStringOptions {
  /** Strings to encrypt; `-` asks for stdin. */
  readonly strings: readonly string[];
  /** --name, matched to the strings in order. */
  readonly names: readonly string[];
  readonly stdinName?: string | undefined;
  readonly prompt: boolean;
  readonly showInput: boolean;
  readonly output?: string | undefined;
  readonly secret: VaultSecret;
  readonly salt?: string | undefined;
}

interface NamedText {
  readonly text: string;
  readonly source: string;
  readonly name: string | undefined;
}

/** `vault encrypt_string`: each string as a `!vault` block to paste into YAML. */
export async function encryptStrings(options: EncryptStringOptions, io: VaultIo): Promise<void> {
  const fromStdin =
    options.strings.includes(standardStream) ||
    Boolean(options.stdinName) ||
    (options.strings.length === 0 && !options.prompt);
  if (options.prompt && fromStdin) {
    throw new MitorunError('USAGE', 'The --prompt option is not supported if also reading input from stdin');
  }
  const texts: NamedText[] = [];
  if (options.prompt) texts.push(await promptForText(options, io));
  if (fromStdin) texts.push(await readStdin(options, io));
  texts.push(...textsFromArguments(options, io));
  const blocks: string[] = [];
  for (const [at, { text, source, name }] of texts.entries()) {
    blocks.push(yamlBlock(encryptVault(encodeEscaping(text), options.secret, { salt: options.salt }), name));
    if (texts.length > 1) io.tell(delimiter(at + 1, source, name));
  }
  const output = Buffer.from(`${blocks.join('\n')}\n`);
  if (options.output === undefined || options.output === standardStream) io.writeOut(output);
  else io.replace(options.output, output, {});
  if (io.stdoutIsTerminal) io.tell('Encryption successful');
}

function delimiter(number: number, source: string, name: string | undefined): string {
  if (name === undefined) return `# The encrypted version of the string #${number} from ${source}.)`;
  return `# The encrypted version of variable ("${name}", the string #${number} from ${source}).`;
}

const indent = ' '.repeat(10);

function yamlBlock(envelope: string, name: string | undefined): string {
  const lines = envelope
    .trimEnd()
    .split('\n')
    .map((line) => indent + line);
  return [`${name === undefined ? '' : `${name}: `}!vault |`, ...lines].join('\n');
}

async function promptForText(options: EncryptStringOptions, io: VaultIo): Promise<NamedText> {
  const name = await io.prompt('Variable name (enter for no name): ', { hidden: false });
  const question = options.showInput ? 'String to encrypt:' : 'String to encrypt (hidden): ';
  const text = await io.prompt(question, { hidden: !options.showInput });
  if (text === '') {
    throw new MitorunError('USAGE', 'The plaintext provided from the prompt was empty, not encrypting');
  }
  return { text, source: 'the interactive prompt', name: name === '' ? undefined : name };
}

async function readStdin(options: EncryptStringOptions, io: VaultIo): Promise<NamedText> {
  if (io.stdoutIsTerminal) {
    io.tell(
      'Reading plaintext input from stdin. (ctrl-d to end input, twice if your content does not already have a newline)',
    );
  }
  const text = decodeEscaping(await io.read(standardStream));
  if (text === '') throw new MitorunError('USAGE', 'stdin was empty, not encrypting');
  return { text, source: 'stdin', name: options.stdinName };
}

function textsFromArguments(options: EncryptStringOptions, io: VaultIo): NamedText[] {
  const strings = options.strings.filter((text) => text !== standardStream);
  const lastName = options.names.at(-1);
  if (lastName !== undefined && strings.length > options.names.length) {
    io.tell('The number of --name options do not match the number of args.');
    io.tell(`The last named variable will be "${lastName}". The rest will not have names.`);
  }
  return strings.map((text, at) => {
    if (text === '') {
      const message = 'The plaintext provided from the command line args was empty, not encrypting';
      throw new MitorunError('USAGE', message);
    }
    return { text, source: 'the command line args', name: options.names[at] };
  });
}
