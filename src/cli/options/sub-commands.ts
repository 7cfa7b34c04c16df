import type { Program } from './option.ts';

/** Programs that are chosen by the first word (`mitorun vault ...`). */
export const subCommands: readonly Program[] = [
  'inventory',
  'vault',
  'config',
  'content',
  'shims',
  'completion',
];
