import { unreachable } from '../core/unreachable.ts';
import { matches } from './log-match.ts';
import { OktaError } from './okta-error.ts';
import { type Comparison, type Expression, parseScimFilter } from './scim-filter.ts';

/** Members of a LogEvent. `published` is missing: Okta leaves it to `since` and `until`. */
const FIELDS = new Set([
  'actor',
  'authenticationContext',
  'client',
  'debugContext',
  'device',
  'displayMessage',
  'eventType',
  'legacyEventType',
  'outcome',
  'request',
  'securityContext',
  'severity',
  'target',
  'transaction',
  'uuid',
  'version',
]);

/** Okta: "a filter that uses `co` with the url or the requestUri isn't supported". */
const WITHOUT_CO = new Set(['debugContext.debugData.url', 'debugContext.debugData.requestUri']);

/**
 * The `filter` of `GET /api/v1/logs`, ready to be asked about parsed events. Fails with E0000053, or with E0000031 for
 * an attribute that does not go together with an operator.
 */
export function logFilter(text: string): (event: unknown) => boolean {
  const expression = parseScimFilter(text);
  check(expression);
  return (event) => matches(expression, event);
}

function check(expression: Expression): void {
  switch (expression.op) {
    case 'and':
    case 'or':
      expression.operands.forEach(check);
      break;
    case 'not':
      check(expression.operand);
      break;
    case 'pr':
      checkField(expression.attribute);
      break;
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      checkField(expression.attribute);
      checkComparison(expression);
      break;
    default:
      unreachable(expression);
  }
}

function checkField(attribute: string): void {
  const [field = '', ...deeper] = attribute.split('.');
  if (FIELDS.has(field) && !deeper.includes('')) return;
  throw new OktaError(400, 'E0000053', `field is not valid: ${attribute}`);
}

function checkComparison({ op, attribute, literal }: Comparison): void {
  if (op === 'co' && WITHOUT_CO.has(attribute)) {
    throw new OktaError(
      400,
      'E0000031',
      `The supplied combination of operator and field is not currently supported. Operator: ${op}, Field: ${attribute}`,
    );
  }
  if (op === 'eq' || op === 'ne' || typeof literal === 'string') return;
  if (typeof literal === 'number' && op !== 'co' && op !== 'sw' && op !== 'ew') return;
  throw new OktaError(400, 'E0000053', `Invalid filter: ${op} does not compare with ${literal}`);
}
