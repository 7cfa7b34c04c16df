import type { Removal } from './runtime.ts';

/**
 * The sentence that Ansible puts behind the text of something removed: from what, and when
 * (`_internal/_display_utils.py:get_deprecation_message_with_plugin_info`, ansible 2.19).
 */
export function removalText(text: string, removal: Removal, collection: string): string {
  const owner = collection === 'ansible.builtin' ? 'ansible-core' : `collection '${collection}'`;
  const date = removal.date === undefined ? '' : ` in a release after ${removal.date}`;
  const when = date || (removal.version === undefined ? '' : ` version ${removal.version}`);
  const sentence = /[!?.]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
  return `${sentence} This feature was removed from ${owner}${when}.`;
}
