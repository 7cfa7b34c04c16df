import type { ActionContext } from '../actions/action.ts';
import type { ConnectionSurroundings } from '../actions/foreign-connection.ts';
import { Bytes } from '../python/bytes.ts';
import { Dict } from '../python/dict.ts';
import { hasTemplateSyntax, TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import type { Said } from './read-helper-message.ts';
import type { AsyncCallbacks } from './plugin-session.ts';
import type { SharedDicts } from './shared-dicts.ts';
import { toWire } from './helper-values.ts';

/** What a Task in Python has of this one, wherever it runs. */
export function taskMembers(context: ActionContext): Record<string, Value> {
  return {
    action: context.action,
    args: withTrust(context.args, context.writtenArgs),
    name: context.taskName,
    async: context.asyncSeconds,
    check_mode: context.checkMode,
    diff: context.diffMode,
    no_log: context.noLog,
    delegate_to: context.delegatedTo ?? null,
    environment: Dict.of(context.environment),
    collections: [],
    search_path: [...context.searchPath],
    role_path: context.rolePath ?? null,
    playbook_directory: context.playbookDirectory,
  };
}

/**
 * Marks text that the user wrote, which a plug-in may evaluate: it may name a variable or be an expression
 * (`debug: var=x`). What a template returned may not be evaluated. Text that still has template syntax is
 * `!unsafe`.
 */
function withTrust(value: Value, written: Value | undefined): Value {
  if (typeof value === 'string' && value === written && !hasTemplateSyntax(value))
    return new TemplateString(value);
  if (Array.isArray(value) && Array.isArray(written))
    return value.map((member, index) => withTrust(member, written[index]));
  if (value instanceof Dict && written instanceof Dict)
    return new Dict([...value].map(([key, member]) => [key, withTrust(member, written.get(key))]));
  return value;
}

/** What any plug-in may ask: variables, and what vaulted files hold. */
export function ownValues({ templar }: ConnectionSurroundings, shared: SharedDicts): AsyncCallbacks {
  return {
    member: async (args) => shared.member(args),
    has: async (args) => shared.has(args),
    names: async (args) => shared.names(args),
    decrypt: async (args) => {
      const data = args.get('data');
      if (!(data instanceof Bytes)) return null;
      return bytes(templar.lookups.decrypt(Buffer.from(data.data), '<plug-in>'));
    },
  };
}

/** Emits a message that a plug-in gave to Ansible's Display, in the task's name. */
export function tell(surroundings: ConnectionSurroundings, { kind, text, version, deprecation }: Said): void {
  if (kind === 'warning') surroundings.warn(text);
  else if (kind === 'deprecation') surroundings.deprecate(text, version, deprecation);
  else surroundings.display(text);
}

export function bytes(data: Uint8Array): Value {
  return toWire(new Bytes(data));
}
