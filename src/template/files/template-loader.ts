import { decodeStrict } from '../../python/bytes-text.ts';
import { readFileSync } from '../../python/file-system.ts';
import { join } from 'node:path';
import Loader, { type TemplateSource } from 'nunjucks/src/loader.js';
import { exactPathStatus } from '../../python/os-path.ts';

interface ReadFile {
  /** Nanoseconds, and bytes: a file for which these are the same is taken for unchanged. */
  readonly modified: bigint;
  readonly size: bigint;
  readonly source: TemplateSource;
}

/** Finds the templates that `include`, `import` and `extends` name, as Jinja2's FileSystemLoader does. */
export class SearchPathLoader extends Loader {
  readonly #read = new Map<string, ReadFile>();

  /** The first file of this name in the directories, as it is now: a task before may have written it. */
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
    const status = exactPathStatus(path);
    if (!status?.isFile()) return undefined;
    const { mtimeNs: modified, size } = status;
    const known = this.#read.get(path);
    if (known?.modified === modified && known.size === size) return known.source;
    const source: TemplateSource = { src: decodeStrict(readFileSync(path)), path, noCache: false };
    this.#read.set(path, { modified, size, source });
    return source;
  }
}
