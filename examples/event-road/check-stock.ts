// Looks three items up, two levels deep, and reports each look-up as a call, where CAUSEWAY_URL
// says to whom: CAUSEWAY_URL=$(npx causeway open-run) node examples/event-road/check-stock.ts
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { withCall } from 'causeway/emitter';

const shelves: Record<string, number> = { apples: 12, bread: 0, cheese: 4 };

async function lookUp(item: string): Promise<number> {
  return await withCall('look_up', { item }, async () => {
    await pause(20);
    return shelves[item] ?? 0;
  });
}

// What runs at the same time still stands under the call that started it.
const missing = await withCall('check_stock', { items: Object.keys(shelves) }, async () => {
  const items = Object.keys(shelves);
  const pieces = await Promise.all(items.map(lookUp));
  return items.filter((_item, index) => pieces[index] === 0);
});
assert.deepEqual(missing, ['bread']);
console.log(`Out of stock: ${missing.join(', ')}`);
