import type { ModuleStyle } from './manifest.ts';

/** What a module's file turned out to be. `powershell` cannot run here; the caller says so. */
export type DetectedStyle = ModuleStyle | 'powershell';

const COMMON_MARKER = '#<<INCLUDE_ANSIBLE_MODULE_COMMON>>';
const NEW_STYLE = new RegExp(
  [
    String.raw`from +\.{2,} *module_utils.* +import `,
    String.raw`from +ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils.* +import `,
    String.raw`import +ansible_collections\.[^.]+\.[^.]+\.plugins\.module_utils.*`,
    String.raw`from +ansible\.module_utils.* +import `,
    String.raw`import +ansible\.module_utils\.`,
  ].join('|'),
);
const POWERSHELL =
  /# POWERSHELL_COMMON|#Requires -(?:Module|Version)|#AnsibleRequires -(?:OSVersion|PowerShell|CSharpUtil|Wrapper)/i;

/**
 * How a module's file takes its arguments, found in its text as `executor/module_common.py` does (ansible 2.19), in
 * the same order. `source` is the file decoded as latin1.
 */
export function detectStyle(source: string): DetectedStyle {
  if (isBinary(source)) return 'binary';
  if (source.includes(COMMON_MARKER) || NEW_STYLE.test(source)) return 'new';
  if (POWERSHELL.test(source)) return 'powershell';
  if (source.includes('<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>')) return 'json-args';
  if (source.includes('WANT_JSON')) return 'want-json';
  return 'old';
}

/** The module's text as it is sent: the marker of the oldest modules stands for an import. */
export function replaceCommonMarker(source: Buffer): Buffer {
  if (!source.includes(COMMON_MARKER)) return source;
  return Buffer.from(
    source.toString('latin1').replaceAll(COMMON_MARKER, 'from ansible.module_utils.basic import *'),
    'latin1',
  );
}

/** A control character other than the usual white space and ESC among the first 1024 bytes. */
function isBinary(source: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\0-\x06\x0e-\x1a\x1c-\x1f\x7f\x0b]/.test(source.slice(0, 1024));
}
