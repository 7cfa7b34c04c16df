import { describe, expect, it } from 'vitest';
import { joinedMessage, reportOf } from '../../src/errors/error-report.ts';
import { profileChosenBy } from '../../src/modules/module-metadata.ts';

const modern = '{schema_version: 1, serialization_profile: modern}';
const isConstant = "Module METADATA node must be <class 'ast.Constant'> not <class 'ast.Assign'>.";

function chosen(source: string): string {
  try {
    return profileChosenBy(source);
  } catch (error) {
    return `! ${joinedMessage(reportOf(error))}`;
  }
}

/** Recorded from ansible-core 2.19.11 by modules of these beginnings. */
describe('the serialization profile that a module chooses', () => {
  it.each([
    ['no metadata', 'import os\n', 'legacy'],
    ['one line', `METADATA = '${modern}'\n`, 'modern'],
    [
      'three quotes',
      'METADATA = """\nschema_version: 1\nserialization_profile: modern\n"""\nX = 1\n',
      'modern',
    ],
    ['a line behind others', `X = "'''"  # it's\nMETADATA='${modern}'`, 'modern'],
    ['more on the line', `METADATA = '${modern}'; X = 2\n`, 'modern'],
    ['a comment on the line', `METADATA = '${modern}'  # so be it\n`, 'modern'],
    ['parentheses', `METADATA = ('{schema_version: 1, '\n  'serialization_profile: modern}')\n`, 'modern'],
    ['inside a string', `DOC = '''\nMETADATA = 3\n'''\n`, 'legacy'],
    ['inside a string of quotes', `DOC = "\\"METADATA = 3"\n`, 'legacy'],
    ['inside a block', `if X:\n    METADATA = 3\n`, 'legacy'],
    ['two targets', `METADATA = X = 'schema_version: 3'\n`, 'legacy'],
    ['annotated', `METADATA: str = 'schema_version: 2'\n`, 'legacy'],
    ['a comparison', `METADATA == 'x'\n`, 'legacy'],
    [
      'twice',
      `METADATA = '${modern}'\nMETADATA = '${modern}'\n`,
      '! Module METADATA must defined only once.',
    ],
    ['an int', 'METADATA = 3\n', "! Module METADATA must be <class 'str'> not <class 'int'>."],
    ['None', 'METADATA = None\n', "! Module METADATA must be <class 'str'> not <class 'NoneType'>."],
    ['bytes', "METADATA = b'x'\n", "! Module METADATA must be <class 'str'> not <class 'bytes'>."],
    ['a call', 'METADATA = dict()\n', `! ${isConstant}`],
    ['a sum', "METADATA = 'a' + 'b'\n", `! ${isConstant}`],
    ['an f-string', "METADATA = f'schema_version: 1'\n", `! ${isConstant}`],
    ['a list', "METADATA = '- 1'\n", "! Module METADATA must parse to <class 'dict'> not <class 'list'>."],
    ['nothing', "METADATA = ''\n", "! Module METADATA must parse to <class 'dict'> not <class 'NoneType'>."],
    ['another version', "METADATA = 'schema_version: 2'\n", '! Module METADATA schema_version 2 is unknown.'],
    [
      'no profile',
      "METADATA = 'schema_version: 1'\n",
      "! Module METADATA is invalid: ModuleMetadataV1.__init__() missing 1 required keyword-only argument: 'serialization_profile'",
    ],
    [
      'a member too many',
      "METADATA = '{schema_version: 1, serialization_profile: modern, x: 1}'\n",
      "! Module METADATA is invalid: ModuleMetadataV1.__init__() got an unexpected keyword argument 'x'",
    ],
    [
      'a profile that is a number',
      "METADATA = '{schema_version: 1, serialization_profile: 3}'\n",
      "! Module METADATA is invalid: ModuleMetadataV1.serialization_profile must be <class 'str'> instead of <class 'int'>",
    ],
    [
      'no YAML',
      "METADATA = '''nope: ['''\n",
      '! Module METADATA must be valid YAML: while parsing a flow node\ndid not find expected node content\n  in "<unicode string>", line 2, column 1',
    ],
  ])('%s', (_name, source, expected) => {
    expect(chosen(source)).toBe(expected);
  });
});
