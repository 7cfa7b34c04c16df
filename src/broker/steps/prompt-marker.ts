import { randomBytes } from 'node:crypto';

/** A prompt of our own, for programs that take one: nothing else prints it. */
export function promptMarker(kind: string): string {
  return `[${kind} via mitorun, key=${randomBytes(12).toString('hex')}] password:`;
}

/** Output without such prompts. */
export function withoutPromptMarkers(text: string): string {
  return text.replaceAll(/\[\w+ via mitorun[^:]*:/gu, '');
}
