import { isAbsolute, join, normalize } from 'node:path';
import { ownMember } from '../python/own-member.ts';

/** What turning text into a path needs to know of the process. */
export interface PathSurroundings {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home directories of other accounts, for `~name`. */
  readonly homeOf?: (account: string) => string | undefined;
}

/** `$VAR`, `${VAR}` and `~` replaced as Python does: what is unknown stays as it is. */
function expandVariables(text: string, { env, home, homeOf }: PathSurroundings): string {
  const expanded = text.replaceAll(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, plain: string | undefined, braced: string | undefined) => {
      return ownMember(env, plain ?? braced ?? '') ?? whole;
    },
  );
  const tilde = /^~([^/]*)/.exec(expanded);
  if (!tilde) return expanded;
  const account = tilde[1] ?? '';
  const directory = account === '' ? home : homeOf?.(account);
  return directory === undefined ? expanded : directory.replace(/\/$/, '') + expanded.slice(tilde[0].length);
}

/** An absolute, tidy path; a relative one counts from `base`. `{{CWD}}` stands for the working directory. */
export function expandPath(text: string, surroundings: PathSurroundings, base = surroundings.cwd): string {
  const path = expandVariables(text.replaceAll('{{CWD}}', surroundings.cwd), surroundings);
  const tidy = normalize(isAbsolute(path) ? path : join(base, path));
  return tidy.length > 1 && tidy.endsWith('/') ? tidy.slice(0, -1) : tidy;
}
