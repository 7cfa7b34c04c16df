import { connectionError } from './errors.ts';
import { parseDirective, type Directive } from './ssh-config.ts';

/** What ssh's command line says, in the words of ssh_config, as if each flag were an `-o`. */
export interface SshArguments {
  readonly directives: readonly Directive[];
  /** `-F`: the only configuration file to read; `none` reads none. */
  readonly configFile: string | undefined;
  /** Flags that mean something to ssh which this transport cannot do. */
  readonly unhonoured: readonly string[];
}

/** Flags with a value. */
const valued = new Set('BbcDEeFIiJLlmoPpRSw');

/** Flags that say what a `-o` says, and with which value. */
const switches: Readonly<Record<string, string>> = {
  '4': 'AddressFamily inet',
  '6': 'AddressFamily inet6',
  A: 'ForwardAgent yes',
  a: 'ForwardAgent no',
  C: 'Compression yes',
};

const valuedOptions: Readonly<Record<string, string>> = {
  b: 'BindAddress',
  B: 'BindInterface',
  c: 'Ciphers',
  i: 'IdentityFile',
  I: 'PKCS11Provider',
  J: 'ProxyJump',
  l: 'User',
  m: 'MACs',
  P: 'Tag',
  p: 'Port',
};

/** Without meaning here: verbosity and logs of ssh itself, its control socket, terminals, X11 off, background. */
const meaningless = new Set('EeSqvyTtnxfMkg');

/** With these ssh runs no command on the host, or none that it is given. */
const withoutCommand = new Set('GNOQsVW');

/** `arguments` are split already; a destination or a command among them is refused. */
export function parseSshArguments(words: readonly string[]): SshArguments {
  const directives: Directive[] = [];
  const unhonoured: string[] = [];
  let configFile: string | undefined;
  const add = (text: string): void => {
    const directive = parseDirective(text, 'command-line', 0);
    if (directive !== undefined) directives.push(directive);
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      throw connectionError([`unexpected word in ssh's arguments: ${word}`], {
        hint: 'ansible_ssh_common_args and its kin may hold options alone',
      });
    }
    for (let at = 1; at < word.length; at++) {
      const flag = word.charAt(at);
      if (withoutCommand.has(flag)) {
        throw connectionError([`ssh's argument -${flag} is none that a task can be run with`], {
          hint: 'for a host that is reached through another one, use ProxyJump (-J) or ProxyCommand',
        });
      }
      if (!valued.has(flag)) {
        const option = switches[flag];
        if (option !== undefined) add(option);
        else if (!meaningless.has(flag)) unhonoured.push(`-${flag}`);
        continue;
      }
      const inline = word.slice(at + 1);
      const value = inline !== '' ? inline : words[++index];
      if (value === undefined) throw connectionError([`option requires an argument -- ${flag}`]);
      if (flag === 'o') add(value);
      else if (flag === 'F') configFile = value;
      else if (valuedOptions[flag] !== undefined) add(`${valuedOptions[flag]} ${quote(value)}`);
      else if (!meaningless.has(flag)) unhonoured.push(`-${flag} ${value}`);
      break;
    }
  }
  return { directives, configFile, unhonoured };
}

function quote(value: string): string {
  return /[\s"'#\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}
