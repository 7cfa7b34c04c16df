import { joinedMessage, noTraceback, type ErrorLink } from '../../errors/error-report.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/** Internal key of a failed result: the messages of its chain of causes as the module told them, outermost first. */
export const errorChainKey = '_ansible_error_chain';

/** Internal key of a failed result: several such chains, of the modules whose failures this result reports. */
export const errorEventsKey = '_ansible_error_events';

/** Internal key of a result: by a warning's message, what to do about it. */
export const warningHelpKey = '_ansible_warning_help';

/**
 * Errors, warnings and deprecations of a module's result in the forms that playbooks see. Modules of ansible-core 2.19
 * send them as objects marked with `__ansible_type` (`module_utils/_internal/_messages.py`), older ones as text.
 */
export function readNotices(result: Dict): void {
  readException(result);
  const warnings = result.get('warnings');
  if (Array.isArray(warnings)) {
    const help = helpOf(warnings);
    if (help.size > 0) result.set(warningHelpKey, help);
    result.set('warnings', warnings.map(warningText));
  }
  const deprecations = result.get('deprecations');
  if (Array.isArray(deprecations)) result.set('deprecations', deprecations.map(deprecation));
}

function readException(result: Dict): void {
  const exception = result.get('exception');
  if (exception === undefined) return;
  const event = eventOf(exception);
  if (event) {
    const links = eventChain(event);
    result.set(
      errorChainKey,
      links.map(({ message, hint }) => Dict.of(hint === undefined ? { message } : { message, hint })),
    );
    result.set('exception', noTraceback);
    return;
  }
  const traceback = exception === null ? '' : str(exception).trimEnd();
  result.set('exception', traceback === '' ? noTraceback : `${traceback}\n`);
}

function eventOf(summary: Value): Dict | undefined {
  if (!(summary instanceof Dict) || !summary.has('__ansible_type')) return undefined;
  const event = summary.get('event');
  return event instanceof Dict ? event : undefined;
}

function eventChain(outermost: Dict): ErrorLink[] {
  const links: ErrorLink[] = [];
  for (let event: Value | undefined = outermost; event instanceof Dict; ) {
    links.push({ message: text(event, 'msg') ?? '', origin: undefined, hint: text(event, 'help_text') });
    const chain: Value | undefined = event.get('chain');
    event = chain instanceof Dict && chain.get('follow') !== false ? chain.get('event') : undefined;
  }
  return links;
}

function helpOf(warnings: readonly Value[]): Dict {
  const help = new Dict();
  for (const warning of warnings) {
    const event = eventOf(warning);
    const hint = event && text(event, 'help_text');
    if (hint !== undefined) help.set(warningText(warning), hint);
  }
  return help;
}

function warningText(warning: Value): Value {
  const event = eventOf(warning);
  return event ? joinedMessage({ chain: eventChain(event) }) : warning;
}

function deprecation(written: Value): Value {
  const event = eventOf(written);
  if (!event || !(written instanceof Dict)) return written;
  const deprecator = written.get('deprecator');
  const plugin = deprecator instanceof Dict ? text(deprecator, 'resolved_name') : undefined;
  const shown = Dict.of({
    msg: joinedMessage({ chain: eventChain(event) }),
    collection_name: plugin?.split('.').slice(0, 2).join('.') ?? null,
  });
  const date = text(written, 'date');
  if (date === undefined) shown.set('version', written.get('version') ?? null);
  else shown.set('date', date);
  const hint = text(event, 'help_text');
  if (hint !== undefined) shown.set('_ansible_help', hint);
  if (!(deprecator instanceof Dict) || plugin === undefined) return shown.set('deprecator', null);
  const kind = deprecator.get('type') ?? null;
  const type = kind instanceof Dict ? (kind.get('value') ?? null) : kind;
  if (type !== null) shown.set('_ansible_plugin', plugin);
  return shown.set('deprecator', Dict.of({ resolved_name: plugin, type }));
}

function text(owner: Dict, name: string): string | undefined {
  const value = owner.get(name);
  return value === undefined || value === null ? undefined : str(value);
}
