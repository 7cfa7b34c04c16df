/**
 * The parts of nunjucks 3.2.4 that the engine builds on; they are not documented, so the version is pinned. They are read
 * one by one, since the package as a whole brings its compiler, filters and environment, which every start would load.
 */
declare module 'nunjucks/src/nodes.js' {
  /** Base of every AST node: where it stands, and the fields a subclass names. */
  export class Node {
    constructor(lineno: number, colno: number);
    readonly lineno: number;
    readonly colno: number;
    get fields(): readonly string[];
  }
  const nodes: { readonly Node: typeof Node };
  export default nodes;
}

declare module 'nunjucks/src/parser.js' {
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
  const parser: { readonly Parser: typeof Parser };
  export default parser;
}

declare module 'nunjucks/src/loader.js' {
  export interface TemplateSource {
    readonly src: string;
    readonly path: string;
    readonly noCache: boolean;
  }
  export default class Loader {
    resolve(from: string, to: string): string;
    isRelative(filename: string): boolean;
  }
}
