/**
 * The patterns of ssh_config(5) and known_hosts: `*` and `?`, lists in which `!` negates. A negated match wins over
 * every other; a list of negations alone never matches.
 */
export type PatternVerdict = 'match' | 'negated' | 'none';

export function matchesPattern(pattern: string, text: string): boolean {
  let patternIndex = 0;
  let textIndex = 0;
  let starIndex = -1;
  let textAtStar = 0;
  while (textIndex < text.length) {
    const symbol = pattern[patternIndex];
    if (symbol === '*') {
      starIndex = patternIndex++;
      textAtStar = textIndex;
    } else if (symbol === '?' || (symbol !== undefined && symbol === text[textIndex])) {
      patternIndex++;
      textIndex++;
    } else if (starIndex >= 0) {
      patternIndex = starIndex + 1;
      textIndex = ++textAtStar;
    } else {
      return false;
    }
  }
  while (pattern[patternIndex] === '*') patternIndex++;
  return patternIndex === pattern.length;
}

export function matchPatternList(patterns: readonly string[], text: string): PatternVerdict {
  let verdict: PatternVerdict = 'none';
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, text)) continue;
    if (negated) return 'negated';
    verdict = 'match';
  }
  return verdict;
}
