import { describe, expect, it } from 'vitest';
import { rendered } from './rendering.ts';

const yaml = "x: ecks\nunsafe: !unsafe '{{ x }}'\n";

/** What ansible-core 2.19 gives. */
describe('templates in constants are rendered in the terms of lookups, and nowhere else (item 21)', () => {
  it.each([
    ["q('list', '{{ x }}')", "['ecks']"],
    ["q('list', ['{{ x }}', unsafe])", "[['ecks', '{{ x }}']]"],
    ["q('list', {'{{ x }}': '{{ x }}'})", "[{'{{ x }}': 'ecks'}]"],
    ["q('list', ('{{ x }}', {'a': ['{{ x }}', ('{{ x }}',)]}))", "[['ecks', {'a': ['ecks', ['ecks']]}]]"],
    ["q('list', '{{ x }}' if x else '')", "['ecks']"],
    ["q('list', '{{ x }}' or '')", "['ecks']"],
    ["q('list', *['{{ x }}'])", "['ecks']"],
    ["q('list', ['{{ x }}'] | first)", "['ecks']"],
    ["q('list', {'a': '{{ x }}'}.a)", "['ecks']"],
    ["q('list', ['{{ x }}'] + ['{{ x }}'])", "[['ecks', 'ecks']]"],
    ["q('list', unsafe)", "['{{ x }}']"],
    ["q('list', '{{ x }}' | upper)", "['{{ X }}']"],
    ["q('list', '{{ x }}' ~ 'y')", "['{{ x }}y']"],
    ["q('list', ['{{ x }}'] | list)", "[['{{ x }}']]"],
    ["['{{ x }}']", "['{{ x }}']"],
    ["{'a': '{{ x }}'}.a", "'{{ x }}'"],
    ["'{{ x }}' == x", 'False'],
  ])('%s', (expression, wanted) => {
    expect(rendered(`{{ ${expression} }}`, yaml)).toBe(wanted);
  });
});
