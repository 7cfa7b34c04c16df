import { describe, expect, it } from 'vitest';
import { nativeArguments, nativeEnvironment } from '../../src/cli/native-text.ts';

describe('item 2: arguments and environment are bytes', () => {
  it("takes the command line's last words for those that Node has changed", () => {
    expect(nativeArguments(['-e', 'x=caf\ufffd'], ['node', 'mitorun', '-e', 'x=caf\udce9'])).toEqual([
      '-e',
      'x=caf\udce9',
    ]);
  });

  it('leaves alone what the command line does not explain', () => {
    expect(nativeArguments(['x\ufffd'], ['y\udce9'])).toEqual(['x\ufffd']);
    expect(nativeArguments(['x\ufffd'], undefined)).toEqual(['x\ufffd']);
    expect(nativeArguments(['x'], ['y'])).toEqual(['x']);
  });

  it('takes a variable from the start of the process, unless it was changed since', () => {
    const shown = { LATIN: 'caf\ufffd', OTHER: 'new\ufffd', PLAIN: 'x' };
    expect(
      nativeEnvironment(shown, ['LATIN=caf\udce9', 'OTHER=old\udce9', 'PLAIN=x', 'GONE=\udce9']),
    ).toEqual({
      LATIN: 'caf\udce9',
      OTHER: 'new\ufffd',
      PLAIN: 'x',
    });
  });
});
