import { userInfo } from 'node:os';
import { readTextSync } from './file-system.ts';

/** One line of the controller's `/etc/passwd` (passwd(5)). */
interface Account {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

/** The account that a test picks; undefined where there is none, or no file: as Python's `pwd` finds none. */
export function findAccount(isIt: (account: Account) => boolean): Account | undefined {
  return accounts().find(isIt);
}

/** The account of this process: a uid may have no line in `/etc/passwd` (containers run under any), nor any name service know it. */
interface OwnAccount {
  readonly uid: number;
  /** Its name; the uid where it has none. */
  readonly name: string;
  /** What passwd says, whatever HOME says; undefined where it says nothing. */
  readonly home: string | undefined;
}

export function ownAccount(): OwnAccount {
  try {
    const { uid, username, homedir } = userInfo();
    return { uid, name: username, home: homedir };
  } catch {
    const uid = process.getuid?.() ?? -1;
    return { uid, name: String(uid), home: undefined };
  }
}

/** `os.path.expanduser('~')`: HOME, else what passwd says, else `~` itself, which stays in the path. */
export function homeDirectory(): string {
  return process.env['HOME'] ?? ownAccount().home ?? '~';
}

function accounts(): Account[] {
  let text: string;
  try {
    text = readTextSync('/etc/passwd');
  } catch {
    return [];
  }
  return text.split('\n').map((line) => {
    const [name = '', , uid, , , home = ''] = line.split(':');
    return { name, uid: Number(uid), home };
  });
}
