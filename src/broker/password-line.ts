/**
 * A password as whoever asks for it reads it: a line. What follows its first line end (vaulted passwords often have one)
 * would be read as something else: as the next answer, or as the command's input.
 */
export function passwordLine(password: string): string {
  return /^[^\r\n]*/u.exec(password)?.[0] ?? '';
}
