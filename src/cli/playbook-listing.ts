import { listTags, listTasks } from '../playbook/list-tasks.ts';
import type { Play } from '../playbook/model.ts';
import type { TagChoice } from '../playbook/tags.ts';
import { effectiveTags } from '../playbook/tags.ts';
import { repr } from '../python/repr.ts';

/** What of plays is listed: `--list-hosts`, `--list-tasks`, `--list-tags`. */
export interface Listing {
  readonly hosts: boolean;
  readonly tasks: boolean;
  readonly tags: boolean;
}

/** A play whose keywords are rendered. */
export interface ListedPlay {
  readonly play: Play;
  readonly name: string;
  readonly pattern: readonly string[];
  readonly hosts: readonly string[];
}

/** One play of a listing, in the words and the spacing of `ansible-playbook`. */
export function listedPlay(listed: ListedPlay, number: number, choice: TagChoice, listing: Listing): string {
  const { play, pattern, hosts } = listed;
  const tags = effectiveTags(play, choice.render).join(',');
  const lines = [`\n  play #${number} (${pattern.join(',')}): ${listed.name}\tTAGS: [${tags}]`];
  if (listing.hosts) {
    lines.push(`    pattern: ${repr([...pattern])}`, `    hosts (${hosts.length}):`);
    for (const host of hosts) lines.push(`      ${host}`);
  }
  if (listing.tasks || listing.tags) {
    if (listing.tasks) {
      lines.push('    tasks:');
      for (const task of listTasks(play, choice))
        lines.push(`      ${task.label}\tTAGS: [${task.tags.join(', ')}]`);
    }
    if (listing.tags) lines.push(`      TASK TAGS: [${listTags(play, choice).join(', ')}]`);
    lines.push('');
  }
  return `${lines.join('\n')}\n`;
}
