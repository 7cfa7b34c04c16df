import { describe, expect, it } from 'vitest';
import { detectStyle, replaceCommonMarker } from '../../src/modules/style.ts';

const cases: [source: string, style: string][] = [
  ['#!/usr/bin/python\nfrom ansible.module_utils.basic import AnsibleModule\n', 'new'],
  ['from ..module_utils.basic import AnsibleModule\n', 'new'],
  ['import ansible.module_utils.basic\n', 'new'],
  ['from ansible_collections.ns.coll.plugins.module_utils.x import y\n', 'new'],
  ['#<<INCLUDE_ANSIBLE_MODULE_COMMON>>\n', 'new'],
  ['#!powershell\n#Requires -Module Ansible.ModuleUtils.Legacy\n', 'powershell'],
  ['#!powershell\n#AnsibleRequires -CSharpUtil Ansible.Basic\n', 'powershell'],
  ["#!/usr/bin/perl\nmy $json = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>';\n", 'json-args'],
  ['#!/usr/bin/ruby\n# WANT_JSON\n', 'want-json'],
  ['#!/bin/sh\n. $1\necho "{}"\n', 'old'],
  ['\x7fELF\x02\x01\x01\0\0\0', 'binary'],
  ['#!/bin/sh\n# \xe9t\xe9 in latin1 is no binary\n', 'old'],
];

describe('style of a module', () => {
  it.each(cases)('%j is %s', (source, style) => {
    expect(detectStyle(source)).toBe(style);
  });

  it('turns the marker of the oldest modules into an import', () => {
    expect(replaceCommonMarker(Buffer.from('a\n#<<INCLUDE_ANSIBLE_MODULE_COMMON>>\n')).toString()).toBe(
      'a\nfrom ansible.module_utils.basic import *\n',
    );
  });
});
