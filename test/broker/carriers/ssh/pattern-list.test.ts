import { expect, test } from 'vitest';
import { matchPatternList } from '../../../../src/broker/carriers/ssh/pattern-list.ts';

test.each([
  ['web', 'web', 'match'],
  ['web', 'web1', 'none'],
  ['web?', 'web1', 'match'],
  ['web?', 'web', 'none'],
  ['*.example.org', 'a.b.example.org', 'match'],
  ['*.example.org', 'example.org', 'none'],
  ['*', '', 'match'],
  ['a*b*c', 'a1b2b3c', 'match'],
  ['a*b*c', 'a1b2b3', 'none'],
  ['*,!web1', 'web1', 'negated'],
  ['!web1,*', 'web2', 'match'],
  ['!web1', 'web2', 'none'],
] as const)('%s against %s: %s', (patterns, text, verdict) => {
  expect(matchPatternList(patterns.split(','), text)).toBe(verdict);
});
