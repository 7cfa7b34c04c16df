/** The account that runs mitorun. */
export interface LocalPlace {
  /** Where commands begin; without it, where this process is. */
  readonly directory?: string;
}
