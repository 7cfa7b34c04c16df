import { createHash } from 'node:crypto';
import type { ContentFile, ModuleManifest } from '../../modules/manifest.ts';
import { packBody, type PackedBody } from './frames.ts';

/** Something that a hop may hold, by the hash of its bytes. */
export interface ContentItem {
  readonly hash: string;
  read(): Buffer;
}

/** A manifest as the agent reads it: content like any other, so that a request names it by one hash. */
export interface PackedManifest extends ContentItem {
  readonly items: readonly ContentItem[];
}

const packedManifests = new WeakMap<ModuleManifest, PackedManifest>();

export function packManifest(manifest: ModuleManifest): PackedManifest {
  const known = packedManifests.get(manifest);
  if (known !== undefined) return known;
  const text = Buffer.from(
    JSON.stringify({
      pythonName: manifest.pythonName,
      style: manifest.style,
      profile: manifest.profile ?? null,
      path: manifest.main.path,
      main: manifest.main.hash,
      support: manifest.support.map((file: ContentFile) => [file.path, file.hash]),
    }),
  );
  const own: ContentItem = { hash: createHash('sha256').update(text).digest('hex'), read: () => text };
  const packed = { ...own, items: [own, manifest.main, ...manifest.support] };
  packedManifests.set(manifest, packed);
  return packed;
}

/** What a hop's store holds, as far as the controller sent it there. */
export class ContentLedger {
  readonly #held = new Set<string>();

  missing(items: readonly ContentItem[]): ContentItem[] {
    const missing = new Map(
      items.filter((item) => !this.#held.has(item.hash)).map((item) => [item.hash, item]),
    );
    return [...missing.values()];
  }

  has(item: ContentItem): boolean {
    return this.#held.has(item.hash);
  }

  add(items: readonly ContentItem[]): void {
    for (const item of items) this.#held.add(item.hash);
  }

  forget(): void {
    this.#held.clear();
  }
}

export interface Bundle {
  readonly head: readonly (readonly [string, number])[];
  readonly body: PackedBody;
}

const keptBundles = 64;
const bundles = new Map<string, Bundle>();

/** Several pieces of content in one compressed body; made once for all the hosts that lack the same. */
export function bundle(items: readonly ContentItem[]): Bundle {
  const key = items.map((item) => item.hash).join();
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const pieces = items.map((item) => item.read());
  const made: Bundle = {
    head: items.map((item, index) => [item.hash, pieces[index]?.length ?? 0]),
    body: packBody(Buffer.concat(pieces)),
  };
  bundles.set(key, made);
  const oldest = bundles.keys().next();
  if (bundles.size > keptBundles && oldest.done !== true) bundles.delete(oldest.value);
  return made;
}
