import { z } from 'zod';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Raised } from './python-plugin-error.ts';

/** What a plug-in told Ansible's Display. */
export interface Said {
  readonly kind: 'warning' | 'deprecation' | 'message';
  readonly text: string;
  /** The ansible-core that no longer takes what is deprecated. */
  readonly version: string | undefined;
}

const raised = z.object({ message: z.string(), type: z.string(), traceback: z.string() });

/** The `error` of a message. */
export function readRaised(error: Value): Raised {
  return raised.parse(error instanceof Dict ? Object.fromEntries(error) : {});
}

/** The `said` of a message: kind, text and version of each. */
export function readSaid(message: Dict): Said[] {
  const said = message.get('said');
  return (Array.isArray(said) ? said : []).map((entry) => {
    const [kind, text, version] = Array.isArray(entry) ? entry : [];
    return {
      kind: kind === 'warning' || kind === 'deprecation' ? kind : 'message',
      text: str(text ?? ''),
      version: typeof version === 'string' ? version : undefined,
    };
  });
}
