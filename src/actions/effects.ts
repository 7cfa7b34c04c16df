/**
 * What an action may change beside its target. Code that applies a result, or looks ahead, reads this and
 * never compares names.
 */
export interface ActionEffects {
  /**
   * What `ansible_facts` of its result are: facts of the host, as any module may give; variables that a task sets; the content of
   * a file; or only something to show.
   */
  readonly facts: 'gathered' | 'set' | 'included' | 'shown';
  /** It may add hosts and groups. */
  readonly inventory: boolean;
  /** It may change accounts of the target. */
  readonly accounts: boolean;
  /** It may cut the connection. */
  readonly connection: boolean;
}

/** The effects of an action that declares none. */
export const ordinaryEffects: ActionEffects = {
  facts: 'gathered',
  inventory: false,
  accounts: false,
  connection: false,
};
