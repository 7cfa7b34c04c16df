import { MitorunError } from '../errors/mitorun-error.ts';
import type { ActionContext } from './action.ts';
import { ActionFailure } from './action-failure.ts';

/** The user's file; where there is none, the action fails in its own name. */
export function requiredFile(context: ActionContext, name: string, directory: 'files' | 'templates'): string {
  try {
    return context.findFile(name, directory);
  } catch (error) {
    if (error instanceof MitorunError) throw new ActionFailure(error.message, { apart: true });
    throw error;
  }
}
