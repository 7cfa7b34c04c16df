import { MitorunError } from '../errors/mitorun-error.ts';
import { YamlFault } from '../yaml/yaml-fault.ts';
import { formatOrigin } from '../errors/origin.ts';

/** Ansible 2.19's warning about a source that a plugin could not read: in short, then with its cause and place. */
export function describeFailure(plugin: string, source: string, error: unknown): string {
  const headline = `Failed to parse inventory with '${plugin}' plugin`;
  const cause = messageChain(error);
  const origin = error instanceof MitorunError && error.origin;
  const place = origin ? formatOrigin(origin) : `<inventory plugin '${plugin}' with source '${source}'>`;
  const hint = error instanceof MitorunError && error.hint ? `\n${error.hint}\n` : '';
  const [first = '', ...others] = separateMessages(error);
  const causes = others.map((message) => `\n<<< caused by >>>\n\n${message}\n`).join('');
  return `${headline}: ${cause}\n\n${headline}.\n\n<<< caused by >>>\n\n${first}\nOrigin: ${place}\n${hint}${causes}`;
}

/** Splits the chain of messages where Ansible lists a cause separately. */
function separateMessages(error: unknown): string[] {
  if (!(error instanceof MitorunError)) return [messageChain(error)];
  const { cause } = error;
  if (cause instanceof MitorunError && cause.apart) return [error.message, ...separateMessages(cause)];
  return [messageChain(error)];
}

/** An error's message and its causes' as one sentence: `a.` caused by `b` is `a: b`. */
export function messageChain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The error around a YAML fault already has its text in Ansible's words.
  if (!(error.cause instanceof Error) || error.cause instanceof YamlFault) return error.message;
  const cause = messageChain(error.cause);
  return error.message.toLowerCase().includes(cause.toLowerCase())
    ? error.message
    : `${error.message.replace(/\.$/, '')}: ${cause}`;
}
