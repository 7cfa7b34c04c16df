import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';

const magic = '$ANSIBLE_VAULT';
const lineLength = 80;

/** A vaulted text taken apart: what its header says, and its payload as one run of hexadecimal digits. */
export interface Envelope {
  readonly version: string;
  readonly cipher: string;
  readonly vaultId: string;
  readonly payload: string;
}

/** Does this text or file content begin like a vault? Pure ASCII, as the format is. */
export function isVaulted(content: string | Uint8Array): boolean {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
  return text.startsWith(magic) && !/[^\0-\x7f]/.test(text);
}

/** Takes a vaulted text apart. Throws MitorunError `VAULT` for a damaged header. */
export function parseEnvelope(text: string, defaultId: string, origin?: Origin): Envelope {
  const lines = text.split(/\r\n|\n|\r/);
  const [, version, cipher, vaultId] = (lines[0] ?? '')
    .trim()
    .split(';')
    .map((part) => part.trim());
  if (version === undefined || cipher === undefined) {
    throw new MitorunError('VAULT', 'Vault envelope format error.', { origin });
  }
  return { version, cipher, vaultId: vaultId ?? defaultId, payload: lines.slice(1).join('') };
}

/** Puts a payload into an envelope: format 1.2 for a secret with a label of its own, else 1.1. */
export function formatEnvelope(payload: string, vaultId?: string): string {
  const labelled = vaultId !== undefined && vaultId !== '' && vaultId !== 'default';
  const header = [magic, labelled ? '1.2' : '1.1', 'AES256', ...(labelled ? [vaultId] : [])].join(';');
  const lines = [header];
  for (let at = 0; at < payload.length; at += lineLength) lines.push(payload.slice(at, at + lineLength));
  return `${lines.join('\n')}\n`;
}
