/** A deprecation as modules and mitorun itself report it. */
export interface Deprecation {
  readonly message: string;
  /** `ansible.builtin` for ansible-core; undefined where nobody is known to have deprecated it. */
  readonly collection: string | undefined;
  /** What deprecates it: `module 'x'`. */
  readonly plugin?: string | undefined;
  readonly version: string | undefined;
  readonly date: string | undefined;
}

/** The words of a deprecation warning (`get_deprecation_message_with_plugin_info` of ansible-core 2.19). */
export function deprecationText({ message, collection, plugin, version, date }: Deprecation): string {
  const parts = ['This feature will be removed'];
  if (collection !== undefined) parts.push('from');
  if (plugin !== undefined && collection !== undefined) parts.push(`${plugin} in`);
  if (collection !== undefined)
    parts.push(collection === 'ansible.builtin' ? 'ansible-core' : `collection '${collection}'`);
  if (collection === undefined) parts.push('in the future');
  else if (date !== undefined) parts.push(`in a release after ${date}`);
  else parts.push(version === undefined ? 'in a future release' : `version ${version}`);
  const sentence = message.trim();
  const closed = sentence === '' || /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return [closed, `${parts.join(' ')}.`].filter((part) => part !== '').join(' ');
}
