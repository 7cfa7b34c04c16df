/** The parts of nunjucks 3.2.4 that the engine builds on; they are exported but not documented, so the version is pinned. */
declare module 'nunjucks' {
  /** Base of every AST node: where it stands, and the fields a subclass names. */
  export class Node {
    constructor(lineno: number, colno: number);
    readonly lineno: number;
    readonly colno: number;
    get fields(): readonly string[];
  }
  /** Token plumbing, and the extension objects that own a tag. */
  export class Parser<Token> {
    constructor(tokens: { nextToken(): Token });
    init(tokens: { nextToken(): Token }): void;
    tokens: { nextToken(): Token };
    extensions: readonly TagExtension[];
    nextToken(withWhitespace: true): Token;
    peekToken(): Token;
  }
  export interface TagExtension {
    readonly tags: readonly string[];
  }
  export class Loader {
    resolve(from: string, to: string): string;
    isRelative(filename: string): boolean;
  }
  export interface TemplateSource {
    readonly src: string;
    readonly path: string;
    readonly noCache: boolean;
  }
  const nunjucks: {
    readonly nodes: { readonly Node: typeof Node };
    readonly parser: { readonly Parser: typeof Parser };
    readonly Loader: typeof Loader;
  };
  export default nunjucks;
}
