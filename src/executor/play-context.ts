import type { Play, Task, PlayContent } from '../playbook/model.ts';
import type { Dict } from '../python/dict.ts';
import type { Templar } from '../template/templar.ts';

/** What one run of a play (one serial batch of it) knows: who takes part, who is out. Strategies write it. */
export interface PlayContext {
  readonly play: Play;
  /** What the play is made of in this batch: what the playbook says, and what includes have added. */
  readonly content: PlayContent;
  readonly uuid: string;
  /** The play's name or pattern, rendered. */
  readonly name: string;
  /** Directory of the playbook file. */
  readonly directory: string;
  /** Hosts of the whole play, in the order in which its pattern names them, and those that `add_host` added since. */
  readonly allHosts: string[];
  /** Hosts of this serial batch, in the order of the play's `order`. */
  readonly batch: readonly string[];
  /**
   * Hosts that failed, became unreachable or ended, once for each time: no longer in `ansible_play_hosts`. Replaced, never
   * changed, so that a task that runs keeps the hosts that there were when it began.
   */
  removed: readonly string[];
  /** Answers of `vars_prompt`. */
  readonly promptedVars: Dict;
  /** Play-level `vars_files`, the last one first (it wins), their names rendered for a host and a task. */
  readonly varsFiles: (reader: VarsFilesReader) => readonly Dict[];
}

/** Whom a play's `vars_files` are read for, and what renders their names. */
export interface VarsFilesReader {
  /** undefined: for the play as a whole. */
  readonly host: string | undefined;
  readonly task: Task | undefined;
  /** @param loaded files that were read before, the last one first: later names may use what they hold */
  readonly templar: (loaded: readonly Dict[]) => Templar;
}
