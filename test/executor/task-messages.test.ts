import { describe, expect, it } from 'vitest';
import { parseModuleResult } from '../../src/actions/module-run/parse-result.ts';
import type { ResultDeprecation, ResultWarning } from '../../src/events/remarks.ts';
import { TaskMessages, withNotices } from '../../src/executor/task-messages.ts';
import { Dict } from '../../src/python/dict.ts';
import { dumpJson } from '../../src/python/json/dump.ts';
import { str } from '../../src/python/repr.ts';
import type { Value } from '../../src/python/value.ts';

const origin = { file: '/site.yml', line: 3, column: 5 };
const deprecation = (message: string, more: Partial<ResultDeprecation> = {}): ResultDeprecation => ({
  message,
  collection: undefined,
  version: undefined,
  date: undefined,
  ...more,
});
const warning = (message: string, more: Partial<ResultWarning> = {}): ResultWarning => ({
  message,
  help: undefined,
  origin: undefined,
  ...more,
});

interface Said {
  readonly listed: string;
  readonly warnings?: readonly ResultWarning[];
  readonly deprecations?: readonly ResultDeprecation[];
}

/** What a task says while it runs: into the lists of its result as playbooks see them, and beside. */
const cases: [string, (messages: TaskMessages) => void, Record<string, Value>, Said][] = [
  ['nothing', () => undefined, {}, { listed: '{}' }],
  [
    'a warning with its place and what to do',
    (messages) => messages.warn('careful', origin, 'look'),
    {},
    { listed: '{"warnings": ["careful"]}', warnings: [warning('careful', { origin, help: 'look' })] },
  ],
  [
    'a warning of two places',
    (messages) => {
      messages.warn('careful', origin);
      messages.warn('careful');
    },
    {},
    {
      listed: '{"warnings": ["careful", "careful"]}',
      warnings: [warning('careful', { origin }), warning('careful')],
    },
  ],
  [
    "a warning behind the module's",
    (messages) => messages.warn('mine', origin),
    { warnings: ['its'] },
    { listed: '{"warnings": ["its", "mine"]}', warnings: [warning('its'), warning('mine', { origin })] },
  ],
  [
    "nothing beside the module's single text",
    () => undefined,
    { warnings: 'its' },
    { listed: '{"warnings": "its"}', warnings: [warning('its')] },
  ],
  [
    'a warning in place of a single text',
    (messages) => messages.warn('mine'),
    { warnings: 'its' },
    { listed: '{"warnings": ["mine"]}', warnings: [warning('mine')] },
  ],
  [
    'a deprecation',
    (messages) => messages.deprecate('it goes', '2.99'),
    {},
    {
      listed:
        '{"deprecations": [{"msg": "it goes", "version": "2.99", "collection_name": "ansible.builtin", "deprecator": {"resolved_name": "ansible.builtin", "type": null}}]}',
      deprecations: [deprecation('it goes', { version: '2.99', collection: 'ansible.builtin' })],
    },
  ],
  [
    'a deprecation of a plug-in, with what its listed form does not say',
    (messages) =>
      messages.deprecate('it goes', undefined, {
        collection: 'a.b',
        plugin: "action plugin 'x'",
        date: '2030-01-01',
        help: 'use y',
      }),
    {},
    {
      listed:
        '{"deprecations": [{"msg": "it goes", "version": null, "collection_name": "a.b", "deprecator": {"resolved_name": "a.b", "type": null}, "date": "2030-01-01"}]}',
      deprecations: [
        deprecation('it goes', {
          collection: 'a.b',
          date: '2030-01-01',
          plugin: "action plugin 'x'",
          help: 'use y',
        }),
      ],
    },
  ],
  [
    'a deprecation that was shown before, once for a place: beside alone',
    (messages) => {
      for (const place of [origin, origin]) messages.noteDeprecation('it goes', '9', { origin: place });
    },
    {},
    {
      listed: '{}',
      deprecations: [
        deprecation('it goes', {
          version: '9',
          collection: 'ansible.builtin',
          shownBefore: Dict.of({
            msg: 'it goes',
            collection_name: 'ansible.builtin',
            version: '9',
            deprecator: Dict.of({ resolved_name: 'ansible.builtin', type: null }),
          }),
        }),
      ],
    },
  ],
];

describe('what goes out with a result', () => {
  it.each(cases)('%s', (_, say, answered, { listed, warnings = [], deprecations = [] }) => {
    const messages = new TaskMessages();
    say(messages);
    const data = Dict.of(answered);
    const before = dumpJson(data);
    const { result, remarks } = messages.addTo(data, { noLog: true });
    expect(dumpJson(result)).toBe(listed);
    expect(remarks).toEqual({ noLog: true, warnings, deprecations });
    expect(dumpJson(data)).toBe(before);
  });
});

const event = (msg: string, help?: string, cause?: object): object => ({
  __ansible_type: 'Event',
  msg,
  help_text: help ?? null,
  chain: cause ? { event: cause } : null,
});
const plugin = { resolved_name: 'a.b.c', type: { value: 'module' } };

function settled(printed: object) {
  const outcome = { rc: 0, stdout: JSON.stringify(printed), stderr: '' };
  const { data, remarks } = parseModuleResult(outcome, () => undefined, true);
  return { data, remarks: withNotices(data, remarks) };
}

describe("a module's answer, from what it printed to what events carry", () => {
  it('says that it could be read', () => {
    expect(settled({ rc: 0 }).remarks).toEqual({ isParsed: true, warnings: [], deprecations: [] });
    const unreadable = parseModuleResult({ rc: 1, stdout: 'oh', stderr: '' }, () => undefined, true);
    expect(unreadable.remarks).toMatchObject({
      isParsed: false,
      errorChain: [{ hint: 'See stdout/stderr for the returned output.' }],
    });
    expect([...unreadable.data.keys()].filter((key) => str(key).startsWith('_'))).toEqual([]);
  });

  it('says that the module failed, and why', () => {
    const exception = {
      __ansible_type: 'ErrorSummary',
      event: event('outer', undefined, event('inner', 'mend it')),
    };
    const { data, remarks } = settled({ failed: true, exception });
    expect(remarks.failedInModule).toBe(true);
    expect(remarks.errorChain).toEqual([
      { message: 'outer', origin: undefined, hint: undefined },
      { message: 'inner', origin: undefined, hint: 'mend it' },
    ]);
    expect(data.get('exception')).toBe('(traceback unavailable)');
  });

  it('has warnings with help, and deprecations with help and plug-in, which their listed forms lack', () => {
    const { data, remarks } = settled({
      warnings: ['plain', { __ansible_type: 'WarningSummary', event: event('careful', 'look') }],
      deprecations: [
        {
          __ansible_type: 'DeprecationSummary',
          event: event('it goes', 'use y'),
          version: '9',
          deprecator: plugin,
        },
        { msg: 'old form', version: '8' },
      ],
    });
    expect(remarks.warnings).toEqual([warning('plain'), warning('careful', { help: 'look' })]);
    expect(remarks.deprecations).toEqual([
      deprecation('it goes', { version: '9', collection: 'a.b', help: 'use y', plugin: 'a.b.c' }),
      deprecation('old form', { version: '8' }),
    ]);
    expect(dumpJson(data)).not.toMatch(/_ansible_|use y|look/);
  });
});
