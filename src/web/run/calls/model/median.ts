/** The lower median of some numbers, which are put into another order; undefined of none. */
export function median(values: Float64Array): number | undefined {
  const wanted = Math.floor((values.length - 1) / 2);
  let low = 0;
  let high = values.length - 1;
  // Hoare's selection: sorting would take ten times as long for ten thousand calls.
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left += 1;
      while ((values[right] ?? 0) > pivot) right -= 1;
      if (left > right) break;
      const kept = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = kept;
      left += 1;
      right -= 1;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return values[wanted];
}
