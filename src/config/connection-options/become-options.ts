import type { PluginOption } from './plugin-option.ts';

interface TextOption extends PluginOption {
  readonly type: 'string';
}
interface ListOption extends PluginOption {
  readonly type: 'list';
}

/** The account to become, under the general names and those of one method. */
export function becomeUser(method: string, byDefault: string | null = null): TextOption {
  return {
    type: 'string',
    default: byDefault,
    variables: ['ansible_become_user', `ansible_${method}_user`],
    keywords: ['become_user'],
    cli: [],
    env: ['ANSIBLE_BECOME_USER', `ANSIBLE_${method.toUpperCase()}_USER`],
    ini: ['privilege_escalation.become_user', `${method}_become_plugin.user`],
    description: 'the user to become',
  };
}

/** The method's program, which is called like the method. */
export function becomeProgram(method: string): TextOption {
  return {
    type: 'string',
    default: method,
    variables: ['ansible_become_exe', `ansible_${method}_exe`],
    keywords: ['become_exe'],
    cli: [],
    env: ['ANSIBLE_BECOME_EXE', `ANSIBLE_${method.toUpperCase()}_EXE`],
    ini: ['privilege_escalation.become_exe', `${method}_become_plugin.executable`],
    description: 'the program to become with',
  };
}

export function becomeFlags(method: string, byDefault = ''): TextOption {
  return {
    type: 'string',
    default: byDefault,
    variables: ['ansible_become_flags', `ansible_${method}_flags`],
    keywords: ['become_flags'],
    cli: [],
    env: ['ANSIBLE_BECOME_FLAGS', `ANSIBLE_${method.toUpperCase()}_FLAGS`],
    ini: ['privilege_escalation.become_flags', `${method}_become_plugin.flags`],
    description: 'options for that program',
  };
}

export function becomePassword(method: string): TextOption {
  return {
    type: 'string',
    default: null,
    variables: ['ansible_become_password', 'ansible_become_pass', `ansible_${method}_pass`],
    keywords: [],
    cli: [],
    env: ['ANSIBLE_BECOME_PASS', `ANSIBLE_${method.toUpperCase()}_PASS`],
    ini: [`${method}_become_plugin.password`],
    description: 'the password that it asks for',
    isSecret: true,
    askedFor: 'become',
  };
}

export function promptWords(method: string): ListOption {
  return {
    type: 'list',
    default: [],
    variables: [`ansible_${method}_prompt_l10n`],
    keywords: [],
    cli: [],
    env: [`ANSIBLE_${method.toUpperCase()}_PROMPT_L10N`],
    ini: [`${method}_become_plugin.localized_prompts`],
    description: 'password prompts in other languages',
  };
}
