/**
 * What a target needs to run one module: files by content hash. The bytes travel only to hops that lack them.
 */
export interface ModuleManifest {
  /** `ansible.builtin.ping`, `community.general.ini_file`; what `AnsiballZ` calls the module's fqn with its package. */
  readonly name: string;
  /** Dotted Python name under which the module runs, `ansible.modules.ping` for instance. */
  readonly pythonName: string;
  readonly style: ModuleStyle;
  readonly main: ContentFile;
  /** The closure of module_utils (and of collections' plug-ins' utils), packages' `__init__` among them. */
  readonly support: readonly ContentFile[];
  /** `basic._ANSIBLE_PROFILE`, or undefined where this ansible-core has none (before 2.19). */
  readonly profile: string | undefined;
  /** The version of the ansible-core that the closure comes from. */
  readonly coreVersion: string;
}

/**
 * How a module takes its arguments (Ansible's developer guide, "module types"): `new` imports AnsibleModule,
 * `json-args` has the `<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>` marker, `want-json` reads a JSON file, `old` reads a
 * key=value file, `binary` is executed with a JSON file.
 */
export type ModuleStyle = 'new' | 'json-args' | 'want-json' | 'old' | 'binary';

export interface ContentFile {
  /** Where it stands in the Python package tree: `ansible/module_utils/basic.py`. */
  readonly path: string;
  /** The controller's file, where it is one's. */
  readonly source?: string;
  /** sha256 of the bytes, hex. */
  readonly hash: string;
  /** The bytes, read when first needed. */
  read(): Buffer;
}
