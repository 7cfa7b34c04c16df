import type { SettingTable } from './setting.ts';

/** How tasks become another user. */
export const becomeSettings = {
  DEFAULT_BECOME: {
    type: 'boolean',
    default: false,
    ini: ['privilege_escalation.become'],
    env: ['ANSIBLE_BECOME'],
    description: 'become another user in every task',
  },
  DEFAULT_BECOME_METHOD: {
    type: 'string',
    default: 'sudo',
    ini: ['privilege_escalation.become_method'],
    env: ['ANSIBLE_BECOME_METHOD'],
    description: 'the way to become: sudo, su, doas...',
  },
  DEFAULT_BECOME_USER: {
    type: 'string',
    default: 'root',
    ini: ['privilege_escalation.become_user'],
    env: ['ANSIBLE_BECOME_USER'],
    description: 'the user to become',
  },
  DEFAULT_BECOME_EXE: {
    type: 'string',
    default: null,
    ini: ['privilege_escalation.become_exe'],
    env: ['ANSIBLE_BECOME_EXE'],
    description: 'the program to become with',
  },
  DEFAULT_BECOME_FLAGS: {
    type: 'string',
    default: '',
    ini: ['privilege_escalation.become_flags'],
    env: ['ANSIBLE_BECOME_FLAGS'],
    description: 'options for that program',
  },
  DEFAULT_BECOME_ASK_PASS: {
    type: 'boolean',
    default: false,
    ini: ['privilege_escalation.become_ask_pass'],
    env: ['ANSIBLE_BECOME_ASK_PASS'],
    description: 'ask for the become password, as -K',
  },
  BECOME_PASSWORD_FILE: {
    type: 'path',
    default: null,
    ini: ['defaults.become_password_file'],
    env: ['ANSIBLE_BECOME_PASSWORD_FILE'],
    description: 'a file or program that gives the become password',
  },
  BECOME_ALLOW_SAME_USER: {
    type: 'boolean',
    default: false,
    ini: ['privilege_escalation.become_allow_same_user'],
    env: ['ANSIBLE_BECOME_ALLOW_SAME_USER'],
    description: 'run the become program even if it is the login user already',
  },
  AGNOSTIC_BECOME_PROMPT: {
    type: 'boolean',
    default: true,
    ini: ['privilege_escalation.agnostic_become_prompt'],
    env: ['ANSIBLE_AGNOSTIC_BECOME_PROMPT'],
    description: 'call the prompt BECOME password whatever the method is',
  },
  DEFAULT_SU: {
    type: 'boolean',
    default: false,
    ini: ['defaults.su'],
    env: ['ANSIBLE_SU'],
    description: 'become with su, from before become existed',
    ignored: 'superseded by become_method',
  },
} as const satisfies SettingTable;
