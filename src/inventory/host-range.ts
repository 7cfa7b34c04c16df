import { fault } from './parser-fault.ts';
import { MitorunError } from '../errors/mitorun-error.ts';
import { parseAddress } from './address.ts';
import { pythonInteger } from './python-words.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The hosts that `web[01:50:2].x:22` stands for, and their port. Throws MitorunError PARSER with Ansible's words. */
export function expandHostPattern(pattern: string): { hosts: string[]; port: number | undefined } {
  const address = parseAddress(pattern, { ranges: true });
  const host = address?.host ?? pattern;
  return { hosts: host.includes('[') ? expandRange(host) : [host], port: address?.port };
}

function expandRange(text: string): string[] {
  const parts = text.replace('[', '|').replace(']', '|').split('|');
  if (parts.length < 3) throw fault(`not enough values to unpack (expected 3, got ${parts.length})`);
  if (parts.length > 3) throw fault('too many values to unpack (expected 3)');
  const [head = '', range = '', tail = ''] = parts;
  return rangeMembers(range).flatMap((member) => {
    const name = head + member + tail;
    return name.includes('[') ? expandRange(name) : [name];
  });
}

function rangeMembers(range: string): string[] {
  const bounds = range.split(':');
  if (bounds.length !== 2 && bounds.length !== 3)
    throw fault('host range must be begin:end or begin:end:step');
  const begin = bounds[0] || '0';
  const end = bounds[1] ?? '';
  const step = bounds[2] ?? '1';
  if (!end) throw fault('host range must specify end value');
  const padded = begin.startsWith('0') && begin.length > 1;
  if (padded && begin.length !== end.length)
    throw fault('host range must specify equal-length begin and end formats');
  const width = padded ? begin.length : 0;
  const members = letterRange(begin, end, step) ?? numberRange(begin, end, step);
  return members.map((member) => zeroFill(member, width));
}

/** Undefined where the bounds are no letters, which makes them numbers. */
function letterRange(begin: string, end: string, step: string): string[] | undefined {
  const first = letters.indexOf(begin);
  const last = letters.indexOf(end);
  if (first === -1 || last === -1) return undefined;
  if (first > last) throw fault('host range must have begin <= end');
  const stride = bound(step);
  if (stride === 0) return undefined;
  const members: string[] = [];
  const slice = letters.slice(first, last + 1);
  if (stride > 0) for (let at = 0; at < slice.length; at += stride) members.push(slice[at] as string);
  return members;
}

/** Reads a bound. Python's complaint about it is listed separately from the error around it. */
function bound(text: string): number {
  try {
    return pythonInteger(text);
  } catch (error) {
    if (!(error instanceof MitorunError)) throw error;
    throw new MitorunError('PARSER', error.message, { apart: true });
  }
}

function numberRange(begin: string, end: string, step: string): string[] {
  const first = bound(begin);
  const last = bound(end);
  const stride = bound(step);
  if (stride === 0) throw new MitorunError('PARSER', 'range() arg 3 must not be zero', { apart: true });
  const members: string[] = [];
  if (stride > 0) for (let at = first; at <= last; at += stride) members.push(String(at));
  else for (let at = first; at > last + 1; at += stride) members.push(String(at));
  return members;
}

function zeroFill(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}
