import type { Play } from '../playbook/model.ts';
import type { Dict } from '../python/dict.ts';

/** What one run of a play (one serial batch of it) knows: who takes part, who is out. Strategies write it. */
export interface PlayContext {
  readonly play: Play;
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
  /** Play-level `vars_files`, loaded for a host (templates in names rendered for it). */
  readonly varsFiles: (host: string | undefined) => readonly Dict[];
}
