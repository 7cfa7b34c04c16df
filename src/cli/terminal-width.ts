/** How many columns banners fill: those of a terminal but the last, and never fewer than 79. */
export function terminalWidth(stdout: { readonly isTTY?: boolean; readonly columns?: number }): number {
  const columns = stdout.isTTY === true ? (stdout.columns ?? 0) : 0;
  return Math.max(79, columns - 1);
}
