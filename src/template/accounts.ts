import { readTextSync } from '../python/file-system.ts';

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
