import { type Directive, directiveOf } from './directive.ts';
import type { Origin } from '../errors/origin.ts';
import type { Dict } from '../python/dict.ts';
import type { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';

/**
 * Playbooks as typed data: what was written, validated against the keyword tables, not yet rendered. A node keeps only
 * its own keywords; what it inherits is found through its parents, since includes graft blocks onto new parents.
 */
export abstract class PlaybookNode {
  /** Own keywords by name as the table in `keywords.ts` spells them; values may be TemplateStrings. */
  readonly keywords: ReadonlyMap<string, Value>;
  readonly origin: Origin | undefined;
  /** The enclosing block, else the play; undefined for a play. */
  parent: Block | Play | undefined;

  constructor(fields: NodeFields) {
    this.keywords = fields.keywords;
    this.origin = fields.origin;
    this.parent = fields.parent;
  }
  /** This node's own value of a keyword. */
  own(keyword: string): Value | undefined {
    return this.keywords.get(keyword);
  }
  /** This node and its ancestors, innermost first. */
  *lineage(): IterableIterator<PlaybookNode> {
    yield this;
    for (let node: PlaybookNode | undefined = this.parent; node; node = node.parent) yield node;
  }
  /** The nearest value of a keyword that children override (`become`, `remote_user`...). */
  inherited(keyword: string): Value | undefined {
    for (const node of this.lineage()) {
      const value = node.keywords.get(keyword);
      if (value !== undefined) return value;
    }
    return undefined;
  }
  /** Every value of a keyword that children extend (`vars`, `environment`, `tags`, `when`...), outermost first. */
  collected(keyword: string): Value[] {
    const values: Value[] = [];
    for (const node of this.lineage()) {
      const value = node.keywords.get(keyword);
      if (value !== undefined) values.unshift(value);
    }
    return values;
  }
}

export interface NodeFields {
  readonly keywords: ReadonlyMap<string, Value>;
  readonly origin: Origin | undefined;
  readonly parent: Block | Play | undefined;
}

/** One play. `import_playbook` is resolved before: a run sees a flat list of plays. */
export class Play extends PlaybookNode {
  /** The playbook file that this play stands in. */
  readonly file: string;
  readonly preTasks: Block[] = [];
  /** One implicit block per entry of `roles:`, dependencies inside it. */
  readonly roles: Block[] = [];
  readonly tasks: Block[] = [];
  readonly postTasks: Block[] = [];
  readonly content = new PlayContent();
  /** `vars` of `import_playbook` around this play, outermost first. They win over the play's own, the outermost most. */
  readonly importVars: readonly Dict[];
  /**
   * `when` of the `import_playbook`s around this play: conditions for gathering facts. The play's tasks have them too,
   * on their outermost blocks.
   */
  readonly importWhen: readonly Value[];
  #fileVariables: Dict | undefined;
  constructor(fields: PlayFields) {
    super(fields);
    this.file = fields.file;
    this.importVars = fields.importVars ?? [];
    this.importWhen = fields.importWhen ?? [];
  }

  /** What its `vars_files` give without a host; read once. */
  fileVariables(read: () => Dict): Dict {
    return (this.#fileVariables ??= read());
  }
}

/**
 * The roles and handlers of a play. Loading the playbook fills the play's own, which nothing changes after that; each batch of
 * a run begins with a copy, to which its includes add.
 */
export class PlayContent {
  /** Handlers of the roles, in the order in which the roles were loaded, and of the play itself. */
  readonly handlers: Block[] = [];
  /** Roles by `roles:` first, then by imports and includes, without their dependencies. */
  readonly roles: RoleInvocation[] = [];

  copy(): PlayContent {
    const copy = new PlayContent();
    copy.handlers.push(...this.handlers);
    copy.roles.push(...this.roles);
    return copy;
  }

  /** Roles whose variables the whole play sees. */
  get publicRoles(): readonly RoleInvocation[] {
    return this.roles.filter((role) => role.isPublic);
  }
}

export interface PlayFields extends NodeFields {
  readonly file: string;
  readonly importVars?: readonly Dict[];
  readonly importWhen?: readonly Value[];
}

/** A block, or an implicit one: a task list, a role's tasks, an included file's tasks. */
export class Block extends PlaybookNode {
  readonly block: (Block | Task)[] = [];
  readonly rescue: (Block | Task)[] = [];
  readonly always: (Block | Task)[] = [];
  /** Written by nobody: neither shown nor able to rescue. */
  readonly implicit: boolean;
  /** Set on the implicit block that holds a role's tasks (or handlers): the role begins here. */
  readonly role: RoleInvocation | undefined;
  /** Made for an include_tasks or include_role at run time, or for the old `include`: its `vars` are the include's parameters. */
  readonly isInclude: boolean;
  /** Set on the implicit block that stands in the place of an import or include. */
  readonly include: BlockInclude | undefined;
  constructor(fields: BlockFields) {
    super(fields);
    this.implicit = fields.implicit;
    this.role = fields.role;
    this.include = fields.include;
    this.isInclude = fields.isInclude ?? fields.include?.isStatic === false;
  }
}

export interface BlockFields extends NodeFields {
  readonly implicit: boolean;
  readonly role?: RoleInvocation | undefined;
  readonly isInclude?: boolean;
  readonly include?: BlockInclude | undefined;
}

/** What an implicit block was made from. */
export interface BlockInclude {
  /** `include_tasks`, `import_role`...: the action without its collection. */
  readonly action: string;
  /** Imports are static, includes dynamic. */
  readonly isStatic: boolean;
  /** The file as it was named, rendered; for a role its name. */
  readonly target: string;
  /** The file that was loaded; undefined for a role. */
  readonly file: string | undefined;
}

/** One task or handler, one line of a task list. */
export class Task extends PlaybookNode {
  readonly uuid: string;
  readonly name: string | TemplateString | undefined;
  /** As written: `copy`, `ansible.builtin.copy`, or a template (`action: "{{ x }}"`). */
  readonly action: string | TemplateString;
  /** Where the action's name was written. */
  readonly actionOrigin: Origin | undefined;
  /** What it asks of the strategy itself, where its action is no template. */
  readonly directive: Directive | undefined;
  /** Arguments; free-form text stands under `_raw_params`. `argsTemplate` holds `args: "{{ x }}"`. */
  readonly args: Dict;
  readonly argsTemplate: TemplateString | undefined;
  /** `loop:` or `with_<lookup>:`; undefined where the task has neither. */
  readonly loop: TaskLoop | undefined;
  readonly isHandler: boolean;
  /** Made by mitorun (gather facts, flush_handlers, role_complete). */
  readonly implicit: boolean;
  /** Where the name in `register` was written. */
  readonly registerOrigin: Origin | undefined;
  constructor(fields: TaskFields) {
    super(fields);
    this.uuid = fields.uuid;
    this.name = fields.name;
    this.action = fields.action;
    this.actionOrigin = fields.actionOrigin;
    this.directive = typeof fields.action === 'string' ? directiveOf(fields.action) : undefined;
    this.args = fields.args;
    this.argsTemplate = fields.argsTemplate;
    this.loop = fields.loop;
    this.isHandler = fields.isHandler;
    this.implicit = fields.implicit ?? false;
    this.registerOrigin = fields.registerOrigin;
  }
  /** The same task with other arguments, as the debugger wants them. */
  withArgs(args: Dict): Task {
    const { keywords, origin, parent, uuid, name, action, actionOrigin, loop, isHandler, implicit } = this;
    const same = { keywords, origin, parent, uuid, name, action, actionOrigin, loop, isHandler, implicit };
    return new Task({ ...same, args });
  }
  /** The innermost role around this task. */
  get role(): RoleInvocation | undefined {
    for (const node of this.lineage()) if (node instanceof Block && node.role) return node.role;
    return undefined;
  }
  get play(): Play | undefined {
    for (const node of this.lineage()) if (node instanceof Play) return node;
    return undefined;
  }
}

export interface TaskFields extends NodeFields {
  readonly uuid: string;
  readonly name: string | TemplateString | undefined;
  readonly action: string | TemplateString;
  readonly actionOrigin?: Origin | undefined;
  readonly args: Dict;
  readonly argsTemplate?: TemplateString | undefined;
  readonly loop?: TaskLoop | undefined;
  readonly isHandler: boolean;
  readonly implicit?: boolean;
  readonly registerOrigin?: Origin | undefined;
}

/** What a task repeats over. `lookup` is undefined for plain `loop:`, else the name behind `with_`. */
export interface TaskLoop {
  readonly lookup: string | undefined;
  readonly terms: Value;
  /** Where the terms were written. */
  readonly origin: Origin | undefined;
}

/** One use of a role: by `roles:`, `import_role`, `include_role`, or as a dependency. */
export interface RoleInvocation {
  /** `role_uuid`. */
  readonly uuid: string;
  /** As Ansible's `role_name`: the directory's name, without the collection. */
  readonly name: string;
  /** `namespace.collection` where the role comes from one. */
  readonly collection: string | undefined;
  /** Absolute directory: `role_path`. */
  readonly path: string;
  /** `defaults/`, merged. Lowest precedence. */
  readonly defaults: Dict;
  /** `vars/`, merged. */
  readonly vars: Dict;
  /** Parameters given beside the role's name (`roles: - {role: x, port: 1}`). */
  readonly params: Dict;
  /** The role that this one is a dependency of, or whose tasks include it. */
  readonly parent: RoleInvocation | undefined;
  /** Roles that run before it, from `meta/main.yml`. */
  readonly dependencies: readonly RoleInvocation[];
  readonly allowDuplicates: boolean;
  /** `tasks_from` where the use names one, else `main`: the key of its argument spec. */
  readonly entryPoint?: string;
  /** Whether defaults and vars are seen by the whole play (`roles:`, and `public: true`). */
  readonly isPublic: boolean;
  readonly isStatic: boolean;
  /** Equal for two uses that Ansible would run only once (path, params, tags, when... as `hash` there does). */
  readonly identity: string;
  /** `collections:` of the role's meta, with its own collection first. */
  readonly collections: readonly string[];
  /** The argument spec of an entry point (`main`, or tasks_from), undefined where there is none. */
  readonly argumentSpec: Dict | undefined;
}
