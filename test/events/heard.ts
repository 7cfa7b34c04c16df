import type { Emitted, EventStream } from '../../src/events/event-stream.ts';
import { callbackKinds, connectionKinds, spanKinds } from '../../src/events/kinds.ts';
import type { Span } from '../../src/events/span.ts';

/** Keeps every event that the stream emits from now on. */
export function hearAll(events: EventStream): readonly Emitted[] {
  const heard: Emitted[] = [];
  events.subscribe([...callbackKinds, ...connectionKinds, ...spanKinds], (event) => heard.push(event));
  return heard;
}

/** Spans with what happened in them, a line each, indented by depth. A span that has not ended says so. */
export function spanTree(heard: readonly Emitted[]): string[] {
  const ended = new Set(heard.filter(({ kind }) => kind === 'span-end').map(({ span }) => span));
  const tree = new Map<Span | undefined, (Emitted | Span)[]>();
  for (const event of heard) {
    const { kind, span } = event;
    if (kind === 'span-start') add(tree, span.parent, span);
    else if (kind !== 'span-end') add(tree, span, event);
  }
  const lines = (span: Span | undefined, indent: string): string[] =>
    (tree.get(span) ?? []).flatMap((member) => {
      if (!('id' in member)) return [indent + member.kind];
      const title = [member.kind, member.name, ...(ended.has(member) ? [] : ['(open)'])];
      return [indent + title.join(' ').trim(), ...lines(member, `${indent}  `)];
    });
  return lines(undefined, '');
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

/** The spans that an event happened in, the outermost first. */
export function way(span: Span | undefined): string[] {
  return span === undefined ? [] : [...way(span.parent), `${span.kind} ${span.name}`.trim()];
}
