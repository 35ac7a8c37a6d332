import { expect, test } from '@jest/globals';
import { deliveryRecord } from '../../../bench/soak/delivery-record.ts';

const after = (orders: readonly number[], total = 10) => {
  const record = deliveryRecord(total);
  for (const order of orders) record.take(order);
  return record;
};

test('everything once and in order leaves nothing to say', () => {
  const record = after([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

  expect(record).toMatchObject({ accepted: 10, duplicates: 0, outOfOrder: 0, unknown: 0 });
  expect(record.missing(5)).toEqual([]);
});

test('finds what is missing, also where repetitions make up for the number', () => {
  const record = after([0, 1, 1, 3, 4, 5, 6, 7, 7, 9]);

  expect(record).toMatchObject({ accepted: 8, duplicates: 2 });
  expect(record.missing(5)).toEqual([2, 8]);
  expect(record.missing(1)).toEqual([2]);
});

test('a first acceptance behind a later event is out of order, a repetition is not', () => {
  expect(after([0, 2, 1, 3, 0])).toMatchObject({ outOfOrder: 1, duplicates: 1 });
});

test.each([-1, 10, 1.5, Number.NaN])('%d is none of ten events', (order) => {
  expect(after([order])).toMatchObject({ accepted: 0, unknown: 1 });
});

test('answers whether an event is new', () => {
  const record = deliveryRecord(10);

  expect([record.take(3), record.take(3), record.take(4)]).toEqual([true, false, true]);
});
