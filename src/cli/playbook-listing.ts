import { listTags, listTasks } from '../playbook/list-tasks.ts';
import type { Play } from '../playbook/model.ts';
import type { TagChoice } from '../playbook/tags.ts';
import { writtenTags } from '../playbook/tags.ts';
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

/** What a listing says of a play itself, in the words and the spacing of `ansible-playbook`. */
export function listedPlay(listed: ListedPlay, number: number, listing: Listing): string {
  const { play, pattern, hosts } = listed;
  const tags = writtenTags(play).join(',');
  const lines = [`\n  play #${number} (${pattern.join(',')}): ${listed.name}\tTAGS: [${tags}]`];
  if (listing.hosts) {
    lines.push(`    pattern: ${repr([...pattern])}`, `    hosts (${hosts.length}):`);
    for (const host of hosts) lines.push(`      ${host}`);
  }
  return lines.join('\n');
}

/** What it says of the play's tasks; undefined where nobody asks. */
export function listedTasks(play: Play, choice: TagChoice, listing: Listing): string | undefined {
  if (!listing.tasks && !listing.tags) return undefined;
  const lines: string[] = [];
  if (listing.tasks) {
    lines.push('    tasks:');
    for (const task of listTasks(play, choice))
      lines.push(`      ${task.label}\tTAGS: [${task.tags.join(', ')}]`);
  }
  if (listing.tags) lines.push(`      TASK TAGS: [${listTags(play, choice).join(', ')}]`);
  return `${lines.join('\n')}\n`;
}
