import { str } from '../../python/repr.ts';
import type { Keyword } from './keyword.ts';
import { keywordTable } from './table.ts';
import { loopControlKeywords } from './tasks.ts';

/** The keyword table as the Markdown of `docs/keywords.md`: one row a keyword, in alphabetical order. */
export function keywordsDocument(): string {
  return [
    '# Keywords',
    '',
    'Every keyword of plays, roles, blocks, tasks and handlers, from the table that validates them',
    '(`src/playbook/keywords/`). *Passed on* says what nodes below take from it: `override`, the nearest value counts;',
    '`extend`, all values count; `own`, nothing is passed on. *Template* says when templates in it are rendered: `yes`,',
    'before the task; `late`, by the part that uses it; `expression`, it is an expression itself; `static`, never.',
    '',
    ...rows(keywordTable),
    '',
    '## In `loop_control`',
    '',
    ...rows(loopControlKeywords),
    '',
  ].join('\n');
}

function rows(keywords: readonly Keyword[]): string[] {
  const sorted = keywords.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '| Keyword | Type | On | Passed on | Template | Default | What it does |',
    '|---|---|---|---|---|---|---|',
    ...sorted.map(row),
  ];
}

function row(keyword: Keyword): string {
  const cells = [
    `\`${keyword.name}\`${keyword.since === undefined ? '' : ` (${keyword.since})`}`,
    typeText(keyword),
    keyword.appliesTo.join(', '),
    keyword.inheritance,
    keyword.templating,
    defaultText(keyword),
    keyword.summary,
  ];
  return `| ${cells.join(' | ')} |`;
}

function typeText(keyword: Keyword): string {
  if (keyword.listOf) return `list of ${keyword.listOf.join(' or ')}`;
  return keyword.type === 'loop_control' ? 'dict' : keyword.type;
}

function defaultText({ default: value }: Keyword): string {
  if (!value) return '';
  if ('setting' in value) return `setting ${value.setting}`;
  if ('option' in value) return `--${value.option.replaceAll('_', '-')}`;
  return value.value === '' || value.value === null ? 'empty' : str(value.value);
}
