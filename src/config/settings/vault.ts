import type { SettingTable } from './setting.ts';

/** Secrets of vaulted files and values. */
export const vaultSettings = {
  DEFAULT_ASK_VAULT_PASS: {
    type: 'boolean',
    default: false,
    ini: ['defaults.ask_vault_pass'],
    env: ['ANSIBLE_ASK_VAULT_PASS'],
    description: 'ask for the vault password, as --ask-vault-pass',
  },
  DEFAULT_VAULT_PASSWORD_FILE: {
    type: 'path',
    default: null,
    ini: ['defaults.vault_password_file'],
    env: ['ANSIBLE_VAULT_PASSWORD_FILE'],
    description: 'a file or program that gives the vault password',
  },
  DEFAULT_VAULT_IDENTITY: {
    type: 'string',
    default: 'default',
    ini: ['defaults.vault_identity'],
    env: ['ANSIBLE_VAULT_IDENTITY'],
    description: 'the label of secrets that have none',
  },
  DEFAULT_VAULT_IDENTITY_LIST: {
    type: 'list',
    default: [],
    ini: ['defaults.vault_identity_list'],
    env: ['ANSIBLE_VAULT_IDENTITY_LIST'],
    description: 'secrets as label@source, as repeated --vault-id',
  },
  DEFAULT_VAULT_ENCRYPT_IDENTITY: {
    type: 'string',
    default: null,
    ini: ['defaults.vault_encrypt_identity'],
    env: ['ANSIBLE_VAULT_ENCRYPT_IDENTITY'],
    description: 'the label of the secret to encrypt with',
  },
  DEFAULT_VAULT_ID_MATCH: {
    // Without a type in Ansible, too: any text counts as yes, `False` among them.
    type: 'raw',
    default: false,
    ini: ['defaults.vault_id_match'],
    env: ['ANSIBLE_VAULT_ID_MATCH'],
    description: 'try only the secret whose label the vaulted text names',
  },
  VAULT_ENCRYPT_SALT: {
    type: 'string',
    default: null,
    ini: ['defaults.vault_encrypt_salt'],
    env: ['ANSIBLE_VAULT_ENCRYPT_SALT'],
    description: 'the salt to encrypt with; random if unset',
  },
} as const satisfies SettingTable;
