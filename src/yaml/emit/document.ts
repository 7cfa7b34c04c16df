/** How a scalar is written; `any` leaves the choice to the emitter. */
export type ScalarStyle = 'any' | 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What is to be written: values with their tags resolved. The same node in two places gets an anchor. */
export type DumpNode = DumpScalar | DumpSequence | DumpMapping;

export interface DumpScalar {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
  /** Written only where neither plain nor quoted text would be read back as it. */
  readonly tag: string;
  readonly plainImplicit: boolean;
  readonly quotedImplicit: boolean;
  /** One line of ASCII that holds nothing which has a meaning anywhere in YAML. */
  readonly harmless: boolean;
}

export interface DumpSequence {
  readonly kind: 'sequence';
  readonly items: readonly DumpNode[];
  readonly flow: boolean;
}

export interface DumpMapping {
  readonly kind: 'mapping';
  readonly pairs: readonly (readonly [DumpNode, DumpNode])[];
  readonly flow: boolean;
  /** `!!set`, or nothing. */
  readonly tag: string;
}
