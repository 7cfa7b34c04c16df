import { MitorunError } from '../errors/mitorun-error.ts';
import type { Origin } from '../errors/origin.ts';

/** The fault of an expression that no user wrote, or that he marked as `!unsafe`. */
export function untrustedExpression(origin: Origin | undefined): MitorunError {
  return new MitorunError('TEMPLATE', 'Encountered untrusted template or expression.', {
    origin,
    hint: 'Templates and expressions must be defined by trusted sources such as playbooks or roles, not untrusted sources such as module results.',
  });
}
