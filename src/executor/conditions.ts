import type { Origin } from '../errors/origin.ts';
import { TemplateString } from '../python/template-string.ts';
import type { Value } from '../python/value.ts';
import { untrustedExpression } from '../template/untrusted-expression.ts';
import { isUnsafe, valueOriginOf } from '../yaml/origins.ts';
import type { Templar } from '../template/templar.ts';

/** What a list of conditions gave, and which one was the first that did not hold. */
export interface ConditionOutcome {
  readonly holds: boolean;
  readonly falseCondition: Value | undefined;
}

/** Whether all conditions hold; they are evaluated in order, up to the first that does not. */
export function evaluateConditions(
  conditions: readonly Value[],
  templar: Templar,
  origin: Origin | undefined,
): ConditionOutcome {
  for (const [index, condition] of conditions.entries()) {
    if (isUnsafe(conditions, index)) throw untrustedExpression(valueOriginOf(conditions, index) ?? origin);
    const place = conditionOrigin(condition) ?? valueOriginOf(conditions, index) ?? origin;
    const judged = templar.judgeCondition(condition, place);
    if (!judged.holds) return { holds: false, falseCondition: judged.condition };
  }
  return { holds: true, falseCondition: undefined };
}

function conditionOrigin(condition: Value): Origin | undefined {
  return condition instanceof TemplateString ? condition.origin : undefined;
}
