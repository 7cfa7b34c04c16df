import { randomBytes } from 'node:crypto';
import { MitorunError } from '../../errors/mitorun-error.ts';
import { decodeEscaping } from '../../python/bytes-text.ts';
import { readFileSync } from '../../python/file-system.ts';
import { shellQuote } from '../../python/shell-split.ts';
import type { ActionContext } from '../action.ts';
import type { LocalFile } from './local-file.ts';

/** Text that a shell may expand (`~`, `$HOME`) and cannot take for anything else. */
const expandable = /^[\w~$@%+=:,./{}-]+$/u;

/**
 * Sends a program to a target without Python, into a directory of its own in the first place where programs start. Throws
 * ACTION with what the shell says where it cannot be written.
 */
export async function sendByShell(
  context: ActionContext,
  { source }: LocalFile,
  name: string,
): Promise<{ readonly path: string; readonly discard: () => Promise<void> }> {
  const word = `mitorun-${randomBytes(8).toString('hex')}`;
  // A become command may want a terminal, over which no file can be sent.
  const how = { executable: '/bin/sh', asLogin: context.readsLoginFiles };
  const { rc, stdout, stderr } = await context.raw(receiver(context.temporaryPlaces, word, name), {
    ...how,
    stdin: 'data' in source ? source.data : readFileSync(source.localPath),
  });
  const directory = decodeEscaping(stdout)
    .split('\n')
    .findLast((line) => line.endsWith(`/${word}`));
  if (rc !== 0 || directory === undefined) {
    const reason = decodeEscaping(stderr).trim().replaceAll('\n', ' ');
    throw new MitorunError('ACTION', `Failed to transfer file to ${name} on the target: ${reason}`);
  }
  return {
    path: `${directory}/${name}`,
    discard: async () => {
      await context.raw(`rm -rf ${shellQuote(directory)}`, how).catch(() => undefined);
    },
  };
}

/** The shell program that writes its input to a file and says in which directory. One line without `!`, for any login shell. */
function receiver(places: readonly string[], word: string, name: string): string {
  const listed = places.map((place) => (expandable.test(place) ? place : shellQuote(place)));
  const startsPrograms = '{ printf "\\043\\041/bin/sh\\n" >"$t/x" && chmod 700 "$t/x" && "$t/x"; }';
  const file = `"$t"/${shellQuote(name)}`;
  return [
    `umask 77; for d in ${listed.join(' ')}; do t="$d/${word}"`,
    `mkdir -p "$d" && mkdir "$t" && ${startsPrograms} && break`,
    'rm -rf "$t"; t=; done 2>/dev/null',
    'test -n "$t" || { echo "no directory lets programs start" >&2; exit 1; }',
    `rm -f "$t/x"; cat >${file} && chmod 700 ${file} && echo "$t" && exit`,
    `echo "in $t" >&2; rm -rf "$t"; exit 1`,
  ].join('; ');
}
