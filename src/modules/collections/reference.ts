/** `ns.coll.name`, or with subdirectories `ns.coll.sub.name`, taken apart. */
export interface CollectionReference {
  /** `ns.coll` */
  readonly collection: string;
  readonly subdirectories: readonly string[];
  readonly resource: string;
}

/** The parts of a fully qualified name; undefined for any other name. It need not exist. */
export function parseReference(name: string): CollectionReference | undefined {
  if (!/^\w+(\.\w+){2,}$/.test(name)) return undefined;
  const parts = name.split('.');
  return {
    collection: parts.slice(0, 2).join('.'),
    subdirectories: parts.slice(2, -1),
    resource: parts.at(-1) ?? '',
  };
}

export function isQualified(name: string): boolean {
  return parseReference(name) !== undefined;
}
