/** What an action may change beside its target. Who applies a result, or looks ahead, goes by this and never by a name. */
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

/** Of an action that says nothing of itself. */
export const ordinaryEffects: ActionEffects = {
  facts: 'gathered',
  inventory: false,
  accounts: false,
  connection: false,
};
