import { ownMember } from '../python/own-member.ts';

/** Names of colours as ansible.cfg has them, and their SGR codes (Ansible's `utils/color.py`). */
const codes: Readonly<Record<string, string>> = {
  black: '0;30',
  'bright gray': '0;37',
  blue: '0;34',
  white: '1;37',
  green: '0;32',
  'bright blue': '1;34',
  cyan: '0;36',
  'bright green': '1;32',
  red: '0;31',
  'bright cyan': '1;36',
  purple: '0;35',
  'bright red': '1;31',
  yellow: '0;33',
  'bright purple': '1;35',
  'dark gray': '1;30',
  'bright yellow': '1;33',
  magenta: '0;35',
  'bright magenta': '1;35',
  normal: '0',
};

/** `text` in a colour, line by line as Ansible does it; unknown names leave it plain. */
export function colored(text: string, color: string): string {
  const code = ownMember(codes, color) ?? parsedCode(color);
  if (code === undefined) return text;
  return text
    .split('\n')
    .map((line) => `\u001b[${code}m${line}\u001b[0m`)
    .join('\n');
}

/** `colorN`, `rgbRGB` and `grayN` of the 256-colour palette. */
function parsedCode(color: string): string | undefined {
  const plain = /^color(\d+)$/.exec(color);
  if (plain) return `38;5;${Number(plain[1])}`;
  const rgb = /^rgb([0-5])([0-5])([0-5])$/.exec(color);
  if (rgb) return `38;5;${16 + 36 * Number(rgb[1]) + 6 * Number(rgb[2]) + Number(rgb[3])}`;
  const gray = /^gray(\d+)$/.exec(color);
  return gray ? `38;5;${232 + Number(gray[1])}` : undefined;
}
