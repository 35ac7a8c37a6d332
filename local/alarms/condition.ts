import { unreachable } from '../../lambdas/core/unreachable.ts';
import type { Condition } from './definition.ts';
import type { Band } from './usual-band.ts';

type Threshold = Extract<Condition, { readonly threshold: number }>;
type Usual = Exclude<Condition, Threshold>;

export function crosses({ comparison, threshold }: Threshold, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    default:
      return unreachable(comparison);
  }
}

export function leaves({ comparison }: Usual, value: number, { lower, upper }: Band): boolean {
  switch (comparison) {
    case 'LessThanLowerThreshold':
      return value < lower;
    case 'GreaterThanUpperThreshold':
      return value > upper;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < lower || value > upper;
    default:
      return unreachable(comparison);
  }
}
