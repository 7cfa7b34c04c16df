import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks, { type TemplateSource } from 'nunjucks';

/** Finds the templates that `include`, `import` and `extends` name, as Jinja2's FileSystemLoader does. */
export class SearchPathLoader extends nunjucks.Loader {
  readonly #read = new Map<string, TemplateSource | null>();

  /** The first file of this name in the directories; undefined where there is none. A file is read once. */
  find(name: string, directories: readonly string[]): TemplateSource | undefined {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) return undefined;
    for (const directory of directories) {
      const source = this.#source(join(directory, ...parts));
      if (source) return source;
    }
    return undefined;
  }

  #source(path: string): TemplateSource | undefined {
    let source = this.#read.get(path);
    if (source === undefined) {
      source = readTemplate(path);
      this.#read.set(path, source);
    }
    return source ?? undefined;
  }
}

function readTemplate(path: string): TemplateSource | null {
  try {
    return { src: readFileSync(path, 'utf8'), path, noCache: false };
  } catch {
    return null;
  }
}
