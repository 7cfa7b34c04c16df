import type { Effects } from './effect.ts';

const asks = (set: string, shows: string, env: Record<string, string> = {}) => ({
  set,
  shows,
  env,
  tasks: '- debug:\n',
});

/** Whom a run logs in as and becomes. What needs a second account is in `path.ts`. */
export const accountEffects: Effects = {
  DEFAULT_ASK_PASS: asks('true', 'SSH password: '),
  DEFAULT_BECOME_ASK_PASS: asks('true', 'BECOME password'),
  AGNOSTIC_BECOME_PROMPT: asks('false', 'SUDO password', { ANSIBLE_BECOME_ASK_PASS: 'true' }),
  BECOME_PASSWORD_FILE: asks('{cwd}/none', '{cwd}/none'),
  CONNECTION_PASSWORD_FILE: {
    set: '{cwd}/p',
    files: { p: 'hidden\n' },
    tasks: '- debug: {msg: "n={{ ansible_password | default(\'\') | length }}"}\n',
    shows: 'n=6',
  },
  DEFAULT_REMOTE_USER: {
    set: 'bob',
    tasks: '- debug: {msg: "u={{ ansible_user | default(0) }}"}\n',
    shows: 'u=bob',
  },
  DEFAULT_REMOTE_PORT: {
    set: '77',
    tasks: '- debug: {msg: "p={{ ansible_port | default(0) }}"}\n',
    shows: 'p=77',
  },
  DEFAULT_TRANSPORT: {
    set: 'local',
    argv: ['a', '-i', 'a,', '-m', 'debug', '-a', 'msg=c={{ ansible_connection }}'],
    shows: 'c=local',
  },
};
