import { describe, expect, it } from 'vitest';
import { loadSecrets, type SecretEdge, type SecretOptions } from '../../src/vault/secret-sources.ts';
import { encryptVault } from '../../src/vault/vault.ts';

interface World {
  files?: Record<string, string>;
  /** Programs by path: exit code, stdout, stderr. */
  programs?: Record<string, [number, string, string]>;
  answers?: string[];
}

function edgeOf(world: World): {
  edge: SecretEdge;
  warnings: string[];
  commands: string[][];
  questions: string[];
} {
  const warnings: string[] = [];
  const commands: string[][] = [];
  const questions: string[] = [];
  const answers = [...(world.answers ?? [])];
  const edge: SecretEdge = {
    resolvePath: (path) => (path.startsWith('/') ? path : `/cwd/${path}`),
    kindOf(path) {
      if (path === '/dir') return 'directory';
      if (world.programs?.[path]) return 'program';
      return world.files?.[path] === undefined ? 'missing' : 'file';
    },
    readFile: (path) => Buffer.from(world.files?.[path] ?? ''),
    run(command) {
      commands.push([...command]);
      const [exitCode, stdout, stderr] = world.programs?.[command[0] ?? ''] ?? [127, '', ''];
      return Promise.resolve({ exitCode, stdout: Buffer.from(stdout), stderr });
    },
    prompt(question) {
      questions.push(question);
      return Promise.resolve(answers.shift());
    },
    warn: (message) => void warnings.push(message),
  };
  return { edge, warnings, commands, questions };
}

const rules = { defaultId: 'default', matchIdOnly: false };

async function load(options: Partial<SecretOptions>, world: World) {
  const { edge, ...seen } = edgeOf(world);
  const loaded = await loadSecrets(
    { vaultIds: [], passwordFiles: [], askVaultPass: false, rules, ...options },
    edge,
  );
  return { secrets: loaded.map(({ id, password }) => `${id}=${Buffer.from(password).toString()}`), ...seen };
}

describe('secrets', () => {
  it('come from vault ids first, then password files, then the prompt', async () => {
    const { secrets, questions } = await load(
      { vaultIds: ['dev@/dev', '/bare'], passwordFiles: ['file'], askVaultPass: true },
      { files: { '/dev': ' one \n', '/bare': 'two\r\n', '/cwd/file': 'three' }, answers: ['four '] },
    );
    expect(secrets).toEqual(['dev=one', 'default=two', 'default=three', 'default=four']);
    expect(questions).toEqual(['Vault password: ']);
  });

  it('are asked for by label with label@prompt, twice if they are new', async () => {
    const asked = await load({ vaultIds: ['dev@prompt'] }, { answers: ['a'] });
    expect(asked.questions).toEqual(['Vault password (dev): ']);
    const fresh = await load({ vaultIds: ['dev@prompt'], newPassword: true }, { answers: ['a', 'a'] });
    expect(fresh.questions).toEqual(['New vault password (dev): ', 'Confirm new vault password (dev): ']);
    await expect(load({ askVaultPass: true, newPassword: true }, { answers: ['a', 'b'] })).rejects.toThrow(
      'Passwords do not match',
    );
    await expect(load({ askVaultPass: true }, { answers: [] })).rejects.toThrow(
      'EOFError (ctrl-d) on prompt for (default)',
    );
    await expect(load({ askVaultPass: true }, { answers: [''] })).rejects.toThrow(
      'Invalid vault password was provided',
    );
  });

  it('come from scripts, and a client script is told the label', async () => {
    const programs: World['programs'] = { '/s.sh': [0, 'one\n', ''], '/x/get-client.py': [0, 'two\n', ''] };
    const { secrets, commands } = await load(
      { vaultIds: ['a@/s.sh', 'b@/x/get-client.py', '/x/get-client.py'] },
      { programs },
    );
    expect(secrets).toEqual(['a=one', 'b=two', 'default=two']);
    expect(commands).toEqual([['/s.sh'], ['/x/get-client.py', '--vault-id', 'b'], ['/x/get-client.py']]);
  });

  it('may be in a file that is vaulted with an earlier one', async () => {
    const vaulted = encryptVault(Buffer.from('inner\n'), { id: 'default', password: Buffer.from('outer') });
    const { secrets } = await load(
      { vaultIds: ['a@/outer', 'b@/inner'] },
      { files: { '/outer': 'outer', '/inner': vaulted } },
    );
    expect(secrets).toEqual(['a=outer', 'b=inner']);
  });

  it('that cannot be had are a warning as long as there is another', async () => {
    const { secrets, warnings } = await load(
      { vaultIds: ['a@/none', 'b@/bad'], passwordFiles: ['/good'] },
      { files: { '/good': 'x' }, programs: { '/bad': [3, '', ''] } },
    );
    expect(secrets).toEqual(['default=x']);
    expect(warnings).toEqual([
      'Error getting vault password file (a): The vault password file /none was not found',
      'Error in vault password file loading (b): Vault password script /bad returned non-zero (3): None',
    ]);
  });

  it.each([
    ['/none', 'The vault password file /none was not found'],
    ['/dir', "The vault password file provided '/dir' can not be a directory"],
    ['/empty', 'Invalid vault password was provided from file (/empty)'],
    ['/quiet', 'Invalid vault password was provided from script (/quiet)'],
    [
      'id@/no-client',
      "Vault password client script /no-client did not find a secret for vault-id=id: b'no such\\n'",
    ],
    ['id@/bad-client', "returned non-zero (1) when getting secret for vault-id=id: b'oops'"],
  ])('are an error where none is left: %s', async (vaultId, message) => {
    const programs: World['programs'] = {
      '/quiet': [0, '\n', ''],
      '/no-client': [2, '', 'no such\n'],
      '/bad-client': [1, '', 'oops'],
    };
    await expect(load({ vaultIds: [vaultId] }, { files: { '/empty': '\n' }, programs })).rejects.toThrow(
      message,
    );
  });

  it('are asked for by the vault commands where no source is given', async () => {
    expect((await load({ promptIfNone: true }, { answers: ['x'] })).secrets).toEqual(['default=x']);
    expect((await load({}, {})).secrets).toEqual([]);
  });
});
