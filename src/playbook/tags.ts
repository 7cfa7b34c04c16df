import { OMIT } from '../python/omit.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Play, PlaybookNode, Task } from './model.ts';

export interface TagChoice {
  /** `--tags`; empty means all. */
  readonly only: readonly string[];
  /** `--skip-tags` */
  readonly skip: readonly string[];
  /** Renders a template in a tag. */
  readonly render: (value: Value) => Value;
}

/** The tags of a node with those of everything around it, rendered, each once, the outermost first. */
export function effectiveTags(node: PlaybookNode, render: (value: Value) => Value): string[] {
  const tags = new Set<string>();
  for (const written of node.collected('tags')) {
    for (const tag of Array.isArray(written) ? written : [written]) {
      const rendered = render(tag);
      for (const one of Array.isArray(rendered) ? rendered : [rendered])
        if (one !== null && one !== OMIT) tags.add(str(one));
    }
  }
  return [...tags];
}

/** A play's own tags as they were written, templates unrendered: what listings show of the play. */
export function writtenTags(play: Play): string[] {
  const written = play.own('tags') ?? [];
  return [...new Set((Array.isArray(written) ? written : [written]).map(str))];
}

/** Whether a task takes part, by its tags and those around it. */
export function shouldRun(task: Task, choice: TagChoice): boolean {
  return tagsAllow(effectiveTags(task, choice.render), choice.only, choice.skip);
}

/**
 * Ansible's rules for `--tags` and `--skip-tags`, `always`, `never`, `tagged`, `untagged` and `all` among them
 * (playbook/taggable.py, ansible-core 2.19).
 */
export function tagsAllow(
  tags: readonly string[],
  only: readonly string[],
  skip: readonly string[],
): boolean {
  const own = new Set(tags.length > 0 ? tags : ['untagged']);
  return isChosen(own, new Set(only.length > 0 ? only : ['all'])) && !isSkipped(own, new Set(skip));
}

function isChosen(own: ReadonlySet<string>, only: ReadonlySet<string>): boolean {
  if (own.has('always')) return true;
  if (meet(own, only)) return true;
  if (own.has('never')) return false;
  return only.has('all') || (only.has('tagged') && isTagged(own));
}

function isSkipped(own: ReadonlySet<string>, skip: ReadonlySet<string>): boolean {
  if (skip.has('all')) return !own.has('always') || skip.has('always');
  return meet(own, skip) || (skip.has('tagged') && isTagged(own));
}

function isTagged(own: ReadonlySet<string>): boolean {
  return own.size !== 1 || !own.has('untagged');
}

function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const tag of one) if (other.has(tag)) return true;
  return false;
}
