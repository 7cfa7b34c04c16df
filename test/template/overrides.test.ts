import { describe, expect, it } from 'vitest';
import { fileRendered } from './rendering.ts';

const body = 'a\n{% if true %}\nb\n{% endif %}\n';

/** The words of ansible-core 2.19 after "Syntax error in template: ". */
describe('the values of a #jinja2: line have the types of the options (item 21)', () => {
  it.each([
    ['trim_blocks: "true"', "TemplateOverrides.trim_blocks must be <class 'bool'> instead of <class 'str'>"],
    ['lstrip_blocks: 1', "TemplateOverrides.lstrip_blocks must be <class 'bool'> instead of <class 'int'>"],
    [
      'variable_start_string: 5',
      "TemplateOverrides.variable_start_string must be <class 'str'> instead of <class 'int'>",
    ],
    [
      'line_comment_prefix: 5',
      "TemplateOverrides.line_comment_prefix must be <class 'str'> or <class 'NoneType'> instead of <class 'int'>",
    ],
    [
      'newline_sequence: "x"',
      String.raw`TemplateOverrides.newline_sequence must be one of ('\n', '\r\n', '\r') instead of 'x'`,
    ],
    ['block_start_string: "{{"', 'Block, variable and comment start strings must be different.'],
    ['foo: 1', "Invalid '#jinja2:' override key 'foo'."],
    ['trim_blocks', "Missing key-value separator `:` in '#jinja2:' override pair ' trim_blocks'."],
  ])('%s', (line, message) => {
    expect(fileRendered(`#jinja2: ${line}\n${body}`)).toContain(message);
  });

  it.each([
    ['trim_blocks: False', "'a\\n\\nb\\n'"],
    ['trim_blocks: 5, trim_blocks: False', "'a\\n\\nb\\n'"],
    ['line_comment_prefix: None', "'a\\nb\\n'"],
    [String.raw`newline_sequence: "\n"`, "'a\\nb\\n'"],
    ['comment_start_string: u"[" "#"', "'a\\nb\\n'"],
  ])('%s is taken', (line, wanted) => {
    expect(fileRendered(`#jinja2: ${line}\n${body}`)).toBe(wanted);
  });

  it('in an included template such a line is text', () => {
    const files = { 'inner.j2': '#jinja2: trim_blocks: 1\na' };
    expect(fileRendered('{% include "inner.j2" %}', files)).toBe("'#jinja2: trim_blocks: 1\\na'");
  });
});
