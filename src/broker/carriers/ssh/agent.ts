import ssh2, { type ParsedKey } from 'ssh2';
import type { Identity } from './keys.ts';

/**
 * The keys of a running ssh-agent; none where it cannot be reached. Keys of types that ssh2 does not know (FIDO,
 * certificates) are left out.
 */
export function listAgentIdentities(socketPath: string): Promise<Identity[]> {
  const agent = new ssh2.OpenSSHAgent(socketPath);
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => {
      if (error || keys === undefined) return resolve([]);
      resolve(keys.flatMap((key) => (isParsedKey(key) ? [identityOf(agent, key)] : [])));
    });
  });
}

function identityOf(agent: ssh2.OpenSSHAgent, publicKey: ParsedKey): Identity {
  return {
    name: publicKey.comment || publicKey.type,
    publicKey,
    sign: (data, hash) =>
      new Promise((resolve, reject) => {
        const options = hash === 'sha256' || hash === 'sha512' ? ({ hash } as const) : {};
        agent.sign(publicKey, data, options, (error, signature) => {
          if (signature === undefined) reject(error ?? new Error('agent refused operation'));
          else resolve(signature);
        });
      }),
  };
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

/**
 * One identity, dressed as an agent: ssh2 offers the public half first, and asks for a signature only when the
 * server wants the key. That is how a passphrase is asked for no sooner than it is needed.
 */
export class SingleIdentityAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #identity: Identity;
  /** Why the server's wish for a signature could not be met. */
  failure: Error | undefined;

  constructor(identity: Identity) {
    super();
    this.#identity = identity;
  }

  override getIdentities(callback: ssh2.IdentityCallback<ParsedKey>): void {
    callback(undefined, [this.#identity.publicKey]);
  }

  override sign(
    _publicKey: ParsedKey,
    data: Buffer,
    options: ssh2.SigningRequestOptions | ssh2.SignCallback,
    callback?: ssh2.SignCallback,
  ): void {
    const done = typeof options === 'function' ? options : callback;
    const hash = typeof options === 'function' ? undefined : options.hash;
    this.#identity.sign(data, hash).then(
      (signature) => done?.(undefined, signature),
      (error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        done?.(this.failure);
      },
    );
  }
}
