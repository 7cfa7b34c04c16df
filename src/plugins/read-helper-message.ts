import * as z from 'zod';
import type { DeprecationSource } from '../actions/action.ts';
import type { MessageStyle } from '../events/run-event.ts';
import { Dict } from '../python/dict.ts';
import { str } from '../python/repr.ts';
import type { Value } from '../python/value.ts';
import type { Raised } from './python-plugin-error.ts';

/** A message that a plug-in gave to Ansible's Display. */
export interface Said {
  readonly kind: 'warning' | 'deprecation' | 'message';
  readonly text: string;
  /** The ansible-core that no longer takes what is deprecated. */
  readonly version: string | undefined;
  /** How a callback plug-in wants its message shown. */
  readonly style?: MessageStyle | undefined;
  readonly deprecation?: DeprecationSource | undefined;
}

const raised = z.object({
  message: z.string(),
  type: z.string(),
  traceback: z.string(),
  unreachable: z.boolean().default(false),
  apart: z.boolean().default(false),
  hint: z.string().nullish(),
  loading: z.boolean().default(false),
});

/** The `error` of a message. */
export function readRaised(error: Value): Raised {
  return raised.parse(error instanceof Dict ? Object.fromEntries(error) : {});
}

const askedStyle = z.object({
  color: z.string().nullish(),
  stderr: z.boolean(),
  screen_only: z.boolean(),
  log_only: z.boolean().default(false),
  newline: z.boolean(),
});

/** The `said` of a message: kind, text, version and style of each. */
export function readSaid(message: Dict): Said[] {
  const said = message.get('said');
  return (Array.isArray(said) ? said : []).map((entry) => {
    const [kind, text, version, style] = Array.isArray(entry) ? entry : [];
    return {
      kind: kind === 'warning' || kind === 'deprecation' ? kind : 'message',
      text: str(text ?? ''),
      version: typeof version === 'string' ? version : undefined,
      ...(style instanceof Dict &&
        (kind === 'deprecation' ? { deprecation: readDeprecation(style) } : { style: readStyle(style) })),
    };
  });
}

function readDeprecation(details: Dict): DeprecationSource {
  const text = (name: string): string | undefined => {
    const value = details.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    collection: text('collection'),
    plugin: text('plugin'),
    date: text('date'),
    help: text('help'),
  };
}

function readStyle(style: Dict): MessageStyle {
  const { color, stderr, screen_only, log_only, newline } = askedStyle.parse(Object.fromEntries(style));
  return { color: color ?? undefined, stderr, screenOnly: screen_only, logOnly: log_only, newline };
}

/** The `environment` of a message: changed variables, undefined for those that are gone. */
export function readEnvironment(message: Dict): Record<string, string | undefined> | undefined {
  const changes = message.get('environment');
  if (!(changes instanceof Dict)) return undefined;
  return Object.fromEntries(
    [...changes].map(([name, value]) => [str(name), value === null ? undefined : str(value)] as const),
  );
}
