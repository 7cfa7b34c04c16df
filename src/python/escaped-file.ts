import { stringRepr } from './repr.ts';

/** What ansible-core 2.19 says of a file whose bytes it kept although they are not of its encoding. */
export function escapedFile(
  path: string,
  encoding = 'utf-8',
  isChosen = false,
): { readonly message: string; readonly removedIn: string; readonly help: string } {
  return {
    message: `File ${stringRepr(path)} could not be decoded as ${stringRepr(encoding)}. Invalid content has been escaped.`,
    removedIn: '2.23',
    help: isChosen ? 'Ensure the correct encoding was specified.' : 'This file must be UTF-8 encoded.',
  };
}

/** The same told by a deprecation of ansible-core. */
export function tellEscapedFile(
  deprecate: (message: string, version: string, details: { readonly help: string }) => void,
): (path: string) => void {
  return (path) => {
    const { message, removedIn, help } = escapedFile(path);
    deprecate(message, removedIn, { help });
  };
}
