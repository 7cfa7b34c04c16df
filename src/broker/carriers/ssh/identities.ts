import { join } from 'node:path';
import { listAgentIdentities } from './agent.ts';
import { type Identity, type KeyFiles, parseKey } from './keys.ts';
import type { SshSettings } from './settings.ts';

/** ssh's own list, without the types that ssh2 cannot use. */
const defaultNames = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

export interface IdentityList {
  readonly identities: readonly Identity[];
  /** What ssh writes to stderr about key files. */
  readonly lines: readonly string[];
}

/**
 * The keys to offer, in ssh's order: named files that the agent holds, the agent's others, then the files.
 * IdentitiesOnly leaves the agent's others out.
 */
export async function listIdentities(
  settings: SshSettings,
  keyFiles: KeyFiles,
  home: string,
): Promise<IdentityList> {
  if (settings.privateKey !== undefined) return givenIdentity(settings.privateKey);
  const named = settings.identityFiles !== undefined;
  const paths = settings.identityFiles ?? defaultNames.map((name) => join(home, '.ssh', name));
  const [held, files] = await Promise.all([
    settings.agentSocket === undefined ? [] : listAgentIdentities(settings.agentSocket),
    Promise.all(paths.map(async (path) => ({ path, ...(await keyFiles.load(path, named)) }))),
  ]);
  const heldAndNamed: Identity[] = [];
  const fromFiles: Identity[] = [];
  for (const { path, publicKey, hasPrivateHalf } of files) {
    if (publicKey === undefined) continue;
    const blob = publicKey.getPublicSSH();
    const inAgent = held.find((identity) => identity.publicKey.getPublicSSH().equals(blob));
    if (inAgent !== undefined) heldAndNamed.push(inAgent);
    else if (hasPrivateHalf) fromFiles.push(fileIdentity(path, publicKey, keyFiles));
  }
  const heldOnly = settings.identitiesOnly ? [] : held.filter((identity) => !heldAndNamed.includes(identity));
  return {
    identities: [...heldAndNamed, ...heldOnly, ...fromFiles],
    lines: files.flatMap((file) => file.lines),
  };
}

/** A key that came as text: alone, as Ansible gives it to an agent and names it to ssh. */
function givenIdentity({ text, passphrase }: NonNullable<SshSettings['privateKey']>): IdentityList {
  const key = parseKey(text, passphrase);
  if (key instanceof Error) throw new Error('Failed to add configured private key into ssh-agent.');
  const identity: Identity = {
    name: 'private_key',
    publicKey: key,
    sign: async (data, hash) => key.sign(data, hash),
  };
  return { identities: [identity], lines: [] };
}

function fileIdentity(path: string, publicKey: Identity['publicKey'], keyFiles: KeyFiles): Identity {
  return {
    name: path,
    publicKey,
    sign: async (data, hash) => {
      const key = await keyFiles.privateKey(path);
      if (key instanceof Error) throw key;
      return key.sign(data, hash);
    },
  };
}
