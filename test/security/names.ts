/** Names that inventories, APIs and targets may come up with, and what each would do where nobody looks. */
export const hostileHostNames: readonly (readonly [name: string, why: string])[] = [
  ['`touch${IFS}MARK`', 'back-ticks'],
  ['$(touch${IFS}MARK)', 'a substitution'],
  ['a;touch MARK', 'a second command'],
  ['a&touch', 'a command behind'],
  ['a|sh', 'a pipe'],
  ['a>MARK', 'a file'],
  ['a<MARK', 'a file to read'],
  ['$HOME', 'a variable'],
  ["a'b", 'a quote'],
  ['a"b', 'a double quote'],
  ['a\\b', 'a backslash'],
  ['a b', 'two words'],
  ['a\nb', 'two lines'],
  ['a\u001b[2Jb', 'a terminal escape'],
  ['{a,b}', 'braces'],
  ['-oProxyCommand=sh', 'an option'],
  ['', 'nothing'],
];

export const plainHostNames = [
  'web1',
  'web-1.example.org',
  '10.0.0.1',
  '::1',
  'fe80::1%eth0',
  'under_score',
  'münchen',
];

export const hostileUserNames: readonly (readonly [name: string, why: string])[] = [
  ['`id`', 'back-ticks'],
  ['$(id)', 'a substitution'],
  ['a;id', 'a second command'],
  ["a'b", 'a quote'],
  ['a\nb', 'two lines'],
  ['a -oProxyCommand=sh', 'an option in the middle'],
  ['-oProxyCommand=sh', 'an option'],
  ['a\\', 'a backslash at the end'],
];

export const plainUserNames = ['deploy', 'DOMAIN\\ann', 'machine$', 'ann@example.org', 'first last'];
