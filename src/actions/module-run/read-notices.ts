import { joinedMessage, noTraceback, type ErrorLink } from '../../errors/error-report.ts';
import type { DeprecationDetails, Remarks } from '../../events/remarks.ts';
import { Dict } from '../../python/dict.ts';
import { str } from '../../python/repr.ts';
import type { Value } from '../../python/value.ts';

/**
 * Converts errors, warnings and deprecations of a module's result into the forms that playbooks see. Returns
 * as remarks what these forms cannot hold. Modules of ansible-core 2.19 send objects marked with
 * `__ansible_type` (`module_utils/_internal/_messages.py`), older modules send text.
 */
export function readNotices(result: Dict): Remarks {
  const errorChain = readException(result);
  let remarks: Remarks = errorChain ? { errorChain } : {};
  const warnings = result.get('warnings');
  if (Array.isArray(warnings)) {
    const warningHelp = helpOf(warnings);
    if (warningHelp.size > 0) remarks = { ...remarks, warningHelp };
    result.set('warnings', warnings.map(warningText));
  }
  const deprecations = result.get('deprecations');
  if (!Array.isArray(deprecations)) return remarks;
  const deprecationDetails = new Map(deprecations.flatMap(detailsOf));
  result.set('deprecations', deprecations.map(deprecation));
  return deprecationDetails.size > 0 ? { ...remarks, deprecationDetails } : remarks;
}

/** Returns the chain of causes, where the module listed them separately. */
function readException(result: Dict): ErrorLink[] | undefined {
  const exception = result.get('exception');
  if (exception === undefined) return undefined;
  const event = eventOf(exception);
  if (event) {
    result.set('exception', noTraceback);
    return eventChain(event);
  }
  const traceback = exception === null ? '' : str(exception).trimEnd();
  result.set('exception', traceback === '' ? noTraceback : `${traceback}\n`);
  return undefined;
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

function helpOf(warnings: readonly Value[]): Map<string, string> {
  const help = new Map<string, string>();
  for (const warning of warnings) {
    const event = eventOf(warning);
    const hint = event && text(event, 'help_text');
    if (event && hint !== undefined) help.set(eventText(event), hint);
  }
  return help;
}

function warningText(warning: Value): Value {
  const event = eventOf(warning);
  return event ? eventText(event) : warning;
}

function eventText(event: Dict): string {
  return joinedMessage({ chain: eventChain(event) });
}

/** Under the deprecation's message. */
function detailsOf(written: Value): [string, DeprecationDetails][] {
  const event = eventOf(written);
  if (!event || !(written instanceof Dict)) return [];
  const { plugin, kind } = deprecatorOf(written);
  const help = text(event, 'help_text');
  const details = {
    ...(help !== undefined && { help }),
    ...(plugin !== undefined && kind !== null && { plugin }),
  };
  return Object.keys(details).length > 0 ? [[eventText(event), details]] : [];
}

function deprecatorOf(written: Dict): { readonly plugin: string | undefined; readonly kind: Value } {
  const deprecator = written.get('deprecator');
  if (!(deprecator instanceof Dict)) return { plugin: undefined, kind: null };
  const kind = deprecator.get('type') ?? null;
  return {
    plugin: text(deprecator, 'resolved_name'),
    kind: kind instanceof Dict ? (kind.get('value') ?? null) : kind,
  };
}

function deprecation(written: Value): Value {
  const event = eventOf(written);
  if (!event || !(written instanceof Dict)) return written;
  const { plugin, kind } = deprecatorOf(written);
  const shown = Dict.of({
    msg: eventText(event),
    collection_name: plugin?.split('.').slice(0, 2).join('.') ?? null,
  });
  const date = text(written, 'date');
  if (date === undefined) shown.set('version', written.get('version') ?? null);
  else shown.set('date', date);
  const deprecator = plugin === undefined ? null : Dict.of({ resolved_name: plugin, type: kind });
  return shown.set('deprecator', deprecator);
}

function text(owner: Dict, name: string): string | undefined {
  const value = owner.get(name);
  return value === undefined || value === null ? undefined : str(value);
}
