/** The short name of a module or plug-in of Ansible's own: `copy` of `ansible.builtin.copy` and `ansible.legacy.copy`. Others keep their full name. */
export function shortName(name: string): string {
  return name.replace(/^ansible\.(?:builtin|legacy)\./, '');
}

/** The three names by which each of these is known. */
export function builtinNames(shortNames: Iterable<string>): string[] {
  return [...shortNames].flatMap((name) => [name, `ansible.builtin.${name}`, `ansible.legacy.${name}`]);
}
