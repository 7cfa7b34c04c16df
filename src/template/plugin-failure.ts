import { MitorunError } from '../errors/mitorun-error.ts';
import { PythonError, type PythonErrorType } from '../python/python-error.ts';
import { UndefinedUse } from './undefined.ts';

/** What a plug-in raised that goes by another name than templates use for it. */
export class NamedPluginError extends MitorunError {
  /** The name that messages show. */
  readonly plugin: string;
  /** It was never called. */
  readonly failedToLoad: boolean;
  constructor(
    plugin: string,
    message: string,
    options: { cause?: unknown; hint?: string; apart?: boolean; failedToLoad?: boolean } = {},
  ) {
    super('TEMPLATE', message, options);
    this.failedToLoad = options.failedToLoad ?? false;
    this.plugin = plugin;
  }
}

/** What Ansible's filters, tests and lookups raise themselves: one sentence, and perhaps what caused it. */
export function pluginFailure(
  message: string,
  options: { cause?: unknown; hint?: string } = {},
): MitorunError {
  return new MitorunError('TEMPLATE', message, options);
}

/** A failure that Ansible raises while it handles another exception, and shows apart from the error around it. */
export function failureWhileHandling(message: string): MitorunError {
  return new MitorunError('TEMPLATE', message, { apart: true });
}

/** Runs `job`; a Python exception of these types becomes the cause of the failure with this message. */
export function failingWith<T>(message: string, types: readonly PythonErrorType[] | 'any', job: () => T): T {
  try {
    return job();
  } catch (error) {
    if (error instanceof UndefinedUse) throw error;
    const known = error instanceof PythonError && (types === 'any' || types.includes(error.type));
    if (known || (types === 'any' && error instanceof MitorunError))
      throw pluginFailure(message, { cause: error });
    throw error;
  }
}
