/** Everything that decides how one login is made, after what was asked for, ssh's arguments and the configuration files. */
export interface SshSettings {
  /** The name as the inventory gives it (`%n`). */
  readonly alias: string;
  /** The name or address to connect to (`%h`). */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  /** Prompts that do not hold this text get no password. */
  readonly passwordPrompt: string | undefined;
  /** A key given as text: no other is offered. */
  readonly privateKey: { readonly text: string; readonly passphrase: string | undefined } | undefined;
  /** Overrides the name that is looked up in known_hosts. */
  readonly hostKeyAlias: string | undefined;
  readonly strictHostKeyChecking: StrictHostKeyChecking;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly revokedHostKeysFile: string | undefined;
  readonly hashKnownHosts: boolean;
  /** In order; undefined where nobody named one, which means the default files. */
  readonly identityFiles: readonly string[] | undefined;
  readonly identitiesOnly: boolean;
  /** The agent's socket. */
  readonly agentSocket: string | undefined;
  readonly forwardAgent: boolean;
  /** Of publickey, keyboard-interactive and password: those allowed, in order of preference. */
  readonly authenticationMethods: readonly string[];
  readonly batchMode: boolean;
  readonly proxy: ProxySetting;
  readonly bindAddress: string | undefined;
  /** 4, 6, or 0 for either. */
  readonly addressFamily: 0 | 4 | 6;
  /** Milliseconds for TCP and handshake. */
  readonly timeout: number;
  readonly connectionAttempts: number;
  /** Does the system notice that the other machine is gone (after two hours, usually)? */
  readonly tcpKeepAlive: boolean;
  /** Milliseconds between requests that the server has to answer, 0 for none, and how many may stay unanswered. */
  readonly keepaliveInterval: number;
  readonly keepaliveCount: number;
  readonly algorithms: AlgorithmSettings;
  /** SendEnv and SetEnv. */
  readonly remoteEnvironment: Readonly<Record<string, string>>;
  /** TERM of commands that have a terminal. */
  readonly terminalName: string;
  /** True where a log level suppresses ssh's warnings. */
  readonly quiet: boolean;
}

export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new' | 'no';

export type ProxySetting =
  | { readonly kind: 'none' }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'jump'; readonly hosts: readonly JumpHost[] };

export interface JumpHost {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
}

/** ssh_config's lists, with their leading `+`, `-` or `^`; undefined where nobody says anything. */
export interface AlgorithmSettings {
  readonly hostKey: string | undefined;
  readonly keyExchange: string | undefined;
  readonly cipher: string | undefined;
  readonly mac: string | undefined;
}
