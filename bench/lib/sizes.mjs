/** How many events a run has where it is asked what more of them cost. */
export function chooseSizes(quick) {
  return quick ? [1000, 10_000, 100_000] : [1000, 10_000, 100_000, 1_000_000];
}
