/** A setting's word as one of those that it may be; the first where it is another. */
export function choice<T extends string>(value: string, choices: readonly [T, ...T[]]): T {
  return choices.find((candidate) => candidate === value) ?? choices[0];
}
