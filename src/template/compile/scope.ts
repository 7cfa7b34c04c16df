import type { Value } from '../../python/value.ts';
import type { Expression, Statement } from '../syntax/nodes.ts';
import type { Frame } from '../runtime/running-template.ts';

/** Where a local variable lives: so many frames outwards, in this slot. */
interface Place {
  readonly depth: number;
  readonly slot: number;
}

/** Counts the slots of one function: a template's root, a block, a macro, a recursive loop's body. */
class FunctionLayout {
  readonly depth: number;
  slots = 0;
  constructor(depth: number) {
    this.depth = depth;
  }
}

/**
 * The names that one region of a template assigns. At the top level of a template names live in the context (where
 * blocks, macros and importers find them), everywhere else in slots.
 */
export class Scope {
  readonly parent: Scope | undefined;
  readonly topLevel: boolean;
  readonly layout: FunctionLayout;
  /** Inside `if` and conditional expressions, an unknown filter or test is an error only when it is reached. */
  soft = false;
  readonly #slots = new Map<string, number>();

  private constructor(parent: Scope | undefined, layout: FunctionLayout, topLevel: boolean) {
    this.parent = parent;
    this.layout = layout;
    this.topLevel = topLevel;
  }

  /** A template's root. */
  static root(): Scope {
    return new Scope(undefined, new FunctionLayout(0), true);
  }
  /** A block: a function that sees nothing of what surrounds it. */
  static block(): Scope {
    return new Scope(undefined, new FunctionLayout(0), false);
  }
  /** A region with names of its own inside the same function. */
  inner(): Scope {
    return new Scope(this, this.layout, false);
  }
  /** A function that sees this scope's names: a macro, the body of a call or a recursive loop. */
  function(): Scope {
    return new Scope(this, new FunctionLayout(this.layout.depth + 1), false);
  }

  /** Compiles something inside a branch that may never be taken. */
  softly<T>(compile: () => T): T {
    const before = this.soft;
    this.soft = true;
    const result = compile();
    this.soft = before;
    return result;
  }

  /** A new slot, for a name or for the compiler's own use. */
  slot(): number {
    return this.layout.slots++;
  }
  declare(name: string): number {
    let slot = this.#slots.get(name);
    if (slot === undefined) {
      slot = this.slot();
      this.#slots.set(name, slot);
    }
    return slot;
  }
  /** Declares what these statements assign in this scope itself, so that closures see it whatever the order. */
  declareAssigned(body: readonly Statement[]): number[] {
    return this.topLevel ? [] : [...assignedNames(body)].map((name) => this.declare(name));
  }
  own(name: string): number | undefined {
    return this.#slots.get(name);
  }
  ownNames(): Iterable<string> {
    return this.#slots.keys();
  }

  /** Every place that may hold this name, innermost first. */
  places(name: string): Place[] {
    const places: Place[] = [];
    for (const scope of this.outwards()) {
      const slot = scope.own(name);
      if (slot !== undefined) places.push({ depth: this.layout.depth - scope.layout.depth, slot });
    }
    return places;
  }

  /** Every local name visible here. */
  visibleNames(): string[] {
    const names = new Set<string>();
    for (const scope of this.outwards()) for (const name of scope.ownNames()) names.add(name);
    return [...names];
  }

  *outwards(): Iterable<Scope> {
    yield this;
    if (this.parent) yield* this.parent.outwards();
  }
}

/** The names that statements assign in the scope they stand in; regions with scopes of their own are left out. */
function assignedNames(body: readonly Statement[], names = new Set<string>()): Set<string> {
  for (const statement of body) {
    if (statement.kind === 'assign' || statement.kind === 'assignBlock') addTarget(statement.target, names);
    else if (statement.kind === 'macro') names.add(statement.name);
    else if (statement.kind === 'import') names.add(statement.target);
    else if (statement.kind === 'from') for (const { alias } of statement.names) names.add(alias);
    else if (statement.kind === 'if') {
      for (const branch of statement.branches) assignedNames(branch.body, names);
      assignedNames(statement.otherwise, names);
    }
  }
  return names;
}

function addTarget(target: Expression, names: Set<string>): void {
  if (target.kind === 'name') names.add(target.name);
  else if (target.kind === 'tuple') for (const item of target.items) addTarget(item, names);
}

/** Reads a local variable, undefined where nothing was assigned to it yet. */
export function localReader(scope: Scope, name: string): ((frame: Frame) => Value | undefined) | undefined {
  const places = scope.places(name);
  const [first] = places;
  if (!first) return undefined;
  if (places.length === 1) return placeReader(first);
  const readers = places.map(placeReader);
  return (frame) => {
    for (const read of readers) {
      const value = read(frame);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function placeReader({ depth, slot }: Place): (frame: Frame) => Value | undefined {
  if (depth === 0) return (frame) => frame.slots[slot];
  if (depth === 1) return (frame) => frame.parent?.slots[slot];
  return (frame) => {
    let owner: Frame | undefined = frame;
    for (let level = 0; level < depth; level++) owner = owner?.parent;
    return owner?.slots[slot];
  };
}

/** The local variables visible here with their values, for an include or an import with context. */
export function localsReader(scope: Scope): ((frame: Frame) => Map<string, Value>) | undefined {
  const readers = scope.visibleNames().map((name) => [name, localReader(scope, name)] as const);
  if (readers.length === 0) return undefined;
  return (frame) => {
    const locals = new Map<string, Value>();
    for (const [name, read] of readers) {
      const value = read?.(frame);
      if (value !== undefined) locals.set(name, value);
    }
    return locals;
  };
}
