import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinedMessage, reportOf } from '../../src/errors/error-report.ts';
import { MitorunError } from '../../src/errors/mitorun-error.ts';
import type { Dict } from '../../src/python/dict.ts';
import { repr, str } from '../../src/python/repr.ts';
import { TemplateString } from '../../src/python/template-string.ts';
import type { Value } from '../../src/python/value.ts';
import { TemplateEngine, type TemplateSettings } from '../../src/template/engine.ts';
import { Templar } from '../../src/template/templar.ts';
import { MapVariables } from '../../src/template/variable-layers.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { libraryRegistry, plainLookups } from './corpus-cases.ts';

/** A templar over variables that a user wrote as YAML. */
export function templarWith(yaml = '{}', settings: TemplateSettings = {}): Templar {
  const variables = loadYaml(yaml, { file: 'vars.yml', trust: true }) as Dict;
  const engine = new TemplateEngine({ registry: libraryRegistry(), settings });
  return new Templar(
    engine,
    new MapVariables(new Map([...variables].map(([name, value]) => [str(name), value]))),
    plainLookups('/'),
  );
}

/** Python's repr of what a template gives, or `! ` and the message of its error. */
export function rendered(template: string, yaml?: string, settings?: TemplateSettings): string {
  return outcome(() => templarWith(yaml, settings).render(new TemplateString(template)));
}

export function outcome(job: () => Value): string {
  try {
    return repr(job());
  } catch (error) {
    if (error instanceof MitorunError) return `! ${joinedMessage(reportOf(error))}`;
    throw error;
  }
}

/** The text that a template file gives; `files` stand beside it. */
export function fileRendered(
  template: string,
  files: Readonly<Record<string, string>> = {},
  yaml?: string,
): string {
  const directory = mkdtempSync(join(tmpdir(), 'mitorun-template-'));
  writeFileSync(join(directory, 'main.j2'), template);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return outcome(() =>
    templarWith(yaml).renderText(template, { file: join(directory, 'main.j2'), searchPath: [directory] }),
  );
}
