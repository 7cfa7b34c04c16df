import { randomBytes } from 'node:crypto';

/** A prompt of our own, in Ansible's words, for programs that take one: nothing else prints it. */
export function promptMarker(kind: string): string {
  return `[${kind} via ansible, key=${randomBytes(12).toString('hex')}] password:`;
}

/** Output without such prompts. */
export function withoutPromptMarkers(text: string): string {
  return text.replaceAll(/\[\w+ via ansible[^:]*:/gu, '');
}
