/** Bytes of what was received that an error shows. */
const shownBytes = 160;

/**
 * A target sent what the protocol does not allow (docs/protocol.md, Limits). Ends its connection and makes its host
 * unreachable; never more than that.
 */
export class ProtocolViolation extends Error {
  /** What was received, for the error's last lines; '' where that says nothing. */
  readonly received: string;

  constructor(message: string, received: Buffer | string = '') {
    super(message);
    this.received = typeof received === 'string' ? received.slice(0, shownBytes) : shown(received);
  }
}

/** What ends a connection whose target broke the protocol. */
export function brokenBy(violation: string): string {
  return `The target broke the protocol: ${violation}`;
}

function shown(bytes: Buffer): string {
  return bytes.toString('latin1', 0, shownBytes);
}

const control = /(?![\n\t])\p{Cc}|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Text from a target for a terminal: line ends and tabs are kept, other control characters are written as `\xNN`, `\uNNNN`. */
export function makeVisible(text: string): string {
  return text.replaceAll(control, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}
