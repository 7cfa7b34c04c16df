import { Block, type Task } from '../playbook/model.ts';

type Section = 'tasks' | 'rescue' | 'always' | 'complete';
type FailedSection = Exclude<Section, 'complete'>;

/**
 * Where one host stands in a list of blocks: which section of the current block, which task of it, and what has failed.
 * Nested blocks have a cursor of their own (`#child`). The rules are Ansible's (docs, "Blocks"): a failure in the tasks
 * goes to `rescue`, one in `rescue` to `always`; `always` runs whatever happened; a rescued block has not failed.
 */
export class BlockCursor {
  #blocks: readonly Block[];
  #blockIndex = 0;
  #section: Section = 'tasks';
  #position: Record<FailedSection, number> = { tasks: 0, rescue: 0, always: 0 };
  #failed = new Set<FailedSection>();
  #didRescue = false;
  #child: BlockCursor | undefined;
  /** Lists of the current block that includes have grown, in place of the block's own. */
  #grown: Partial<Record<FailedSection, readonly (Block | Task)[]>> = {};

  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks;
    if (blocks.length === 0) this.#section = 'complete';
  }

  clone(): BlockCursor {
    const copy = new BlockCursor(this.#blocks);
    copy.#blockIndex = this.#blockIndex;
    copy.#section = this.#section;
    copy.#position = { ...this.#position };
    copy.#failed = new Set(this.#failed);
    copy.#didRescue = this.#didRescue;
    copy.#child = this.#child?.clone();
    copy.#grown = { ...this.#grown };
    return copy;
  }

  get isComplete(): boolean {
    return this.#section === 'complete';
  }

  /** The next task, undefined at the end. */
  next(): Task | undefined {
    for (;;) {
      const section = this.#section;
      if (section === 'complete') return undefined;
      const child = this.#child;
      if (child) {
        const task = child.next();
        if (child.hasFailed) {
          this.#child = undefined;
          this.fail();
          if (task) return task;
        } else if (task) return task;
        else this.#child = undefined;
        continue;
      }
      if (section === 'tasks' && this.hasFailed) {
        this.#section = 'rescue';
        continue;
      }
      if (section === 'rescue' && this.#failed.has('rescue')) {
        this.#section = 'always';
        continue;
      }
      const next = this.#list(section)[this.#position[section]];
      if (next === undefined) {
        this.#leave(section);
        continue;
      }
      this.#position[section]++;
      if (!(next instanceof Block)) return next;
      this.#child = new BlockCursor([next]);
    }
  }

  /** Marks the current task as failed and moves to where the host goes on: rescue, always, or nowhere. */
  fail(): void {
    if (this.#section === 'complete') return;
    if (this.#child) {
      this.#child.fail();
      return;
    }
    this.#failed.add(this.#section);
    const block = this.#blocks[this.#blockIndex];
    if (this.#section === 'tasks' && (block?.rescue.length ?? 0) > 0) this.#section = 'rescue';
    else if (this.#section !== 'always' && (block?.always.length ?? 0) > 0) this.#section = 'always';
    else this.#section = 'complete';
  }

  /** Whether the host is out: a failure that no rescue has made good or is about to. */
  get hasFailed(): boolean {
    const childFailed = this.#child?.hasFailed ?? false;
    if ((this.#section === 'rescue' || this.#section === 'always') && childFailed) return true;
    if (this.#failed.size > 0) {
      if (this.#section === 'rescue' && !this.#failed.has('rescue')) return false;
      if (this.#section === 'always' && !this.#failed.has('always')) return false;
      return !(this.#didRescue && !this.#failed.has('always'));
    }
    if (this.#section === 'tasks' && childFailed) {
      const block = this.#blocks[this.#blockIndex];
      return (block?.rescue.length ?? 0) === 0 || this.#failed.has('rescue');
    }
    return false;
  }

  /** Whether a failure now would be rescued by the current block or one around it. */
  get isRescuing(): boolean {
    if (this.#section === 'tasks' && (this.#blocks[this.#blockIndex]?.rescue.length ?? 0) > 0) return true;
    return this.#child?.isRescuing ?? false;
  }

  /** Puts blocks in front of what comes next: where an include stands. A failed host takes no more. */
  insert(blocks: readonly Block[]): void {
    if (blocks.length === 0 || this.#section === 'complete') return;
    if (this.#failed.size > 0 && this.#section === 'tasks') return;
    if (this.#child) {
      this.#child.insert(blocks);
      return;
    }
    const section = this.#section;
    const at = this.#position[section];
    this.#grown[section] = this.#list(section).toSpliced(at, 0, ...blocks);
  }

  /** `meta: clear_host_errors`. */
  clearFailures(): void {
    this.#failed.clear();
    this.#child?.clearFailures();
  }

  /** `meta: end_host` and its like. A host that ends in a rescue has been rescued. */
  end(): void {
    if (this.#innermost().#section === 'rescue') this.#failed.clear();
    this.#section = 'complete';
  }

  #innermost(): BlockCursor {
    return this.#child ? this.#child.#innermost() : this;
  }

  #list(section: FailedSection): readonly (Block | Task)[] {
    const grown = this.#grown[section];
    if (grown) return grown;
    const block = this.#blocks[this.#blockIndex];
    if (!block) return [];
    return section === 'tasks' ? block.block : block[section];
  }

  #leave(section: FailedSection): void {
    if (section === 'tasks') this.#section = 'always';
    else if (section === 'rescue') {
      if (this.#list('rescue').length > 0) this.#failed.clear();
      this.#section = 'always';
      this.#didRescue = true;
    } else if (this.#failed.size > 0) this.#section = 'complete';
    else this.#nextBlock();
  }

  #nextBlock(): void {
    this.#blockIndex++;
    this.#position = { tasks: 0, rescue: 0, always: 0 };
    this.#grown = {};
    this.#didRescue = false;
    this.#section = this.#blockIndex < this.#blocks.length ? 'tasks' : 'complete';
  }
}
