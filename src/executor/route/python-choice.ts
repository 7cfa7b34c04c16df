import type { PythonChoice } from '../../broker/route/route.ts';
import { str } from '../../python/repr.ts';
import type { ConnectionOptions } from '../connection-options.ts';

/** The Python of a place, as the variables of its host choose it. */
export function pythonChoice(options: ConnectionOptions): PythonChoice {
  const { config } = options;
  const written = options.plain('ansible_python_interpreter') ?? config.get('INTERPRETER_PYTHON');
  const chosen = written.trim() || 'auto';
  if (!/^auto(_silent|_legacy|_legacy_silent)?$/.test(chosen)) return { interpreter: chosen };
  const fallback = options.variable('ansible_interpreter_python_fallback');
  const candidates = Array.isArray(fallback) ? fallback.map(str) : config.get('INTERPRETER_PYTHON_FALLBACK');
  return { discover: chosen, candidates: [...candidates] };
}
