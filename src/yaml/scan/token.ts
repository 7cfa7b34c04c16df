/** The tokens of YAML 1.1, named after the roles that the specification gives them. */
export type TokenKind =
  | 'streamEnd'
  | 'versionDirective'
  | 'tagDirective'
  | 'documentStart'
  | 'documentEnd'
  | 'blockSequenceStart'
  | 'blockMappingStart'
  | 'blockEnd'
  | 'flowSequenceStart'
  | 'flowSequenceEnd'
  | 'flowMappingStart'
  | 'flowMappingEnd'
  | 'blockEntry'
  | 'flowEntry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'scalar';

/** A token and where it starts and ends. `value` is a scalar's text, a name, a tag's suffix or a directive's argument. */
export interface Token {
  readonly kind: TokenKind;
  readonly line: number;
  readonly column: number;
  readonly value: string;
  /** A tag's handle, or the handle that a %TAG directive defines. */
  readonly handle: string;
  readonly endLine: number;
  readonly endColumn: number;
}
