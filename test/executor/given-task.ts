import { TaskKeywords } from '../../src/executor/task-keywords.ts';
import { Task } from '../../src/playbook/model.ts';
import { Dict } from '../../src/python/dict.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { libraryRegistry, plainLookups } from '../template/corpus-cases.ts';

export interface GivenTask {
  readonly variables?: Readonly<Record<string, Value>>;
  readonly keywords?: Readonly<Record<string, Value>>;
}

/** A `command` task with these keywords, whose host has these variables: what renders for it, and its keywords. */
export function givenTask({ variables = {}, keywords = {} }: GivenTask): {
  readonly templar: Templar;
  readonly keywords: TaskKeywords;
} {
  const known = new MapVariables(new Map(Object.entries(variables)));
  const templar = new Templar(new TemplateEngine({ registry: libraryRegistry() }), known, plainLookups('/'));
  const task = new Task({
    origin: undefined,
    parent: undefined,
    isHandler: false,
    uuid: '1',
    name: 'x',
    action: 'command',
    args: new Dict(),
    keywords: new Map(Object.entries(keywords)),
  });
  return { templar, keywords: new TaskKeywords(task, templar, () => undefined) };
}
