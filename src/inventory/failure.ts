import { MitorunError } from '../errors/mitorun-error.ts';
import { formatOrigin } from '../errors/origin.ts';

/** Ansible 2.19's warning about a source that a plugin could not read: in short, then with its cause and place. */
export function describeFailure(plugin: string, source: string, error: unknown): string {
  const headline = `Failed to parse inventory with '${plugin}' plugin`;
  const cause = messageChain(error);
  const origin = error instanceof MitorunError && error.origin;
  const place = origin ? formatOrigin(origin) : `<inventory plugin '${plugin}' with source '${source}'>`;
  const hint = error instanceof MitorunError && error.hint ? `\n${error.hint}\n` : '';
  return `${headline}: ${cause}\n\n${headline}.\n\n<<< caused by >>>\n\n${cause}\nOrigin: ${place}\n${hint}`;
}

/** An error's message and its causes' as one sentence: `a.` caused by `b` is `a: b`. */
export function messageChain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message;
  const cause = messageChain(error.cause);
  return error.message.toLowerCase().includes(cause.toLowerCase())
    ? error.message
    : `${error.message.replace(/\.$/, '')}: ${cause}`;
}
