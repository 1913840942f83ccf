import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { countWorkers, WorthWatch } from './worth-watch.ts';

test.each([
  [3, 1, true, 3],
  ['auto', 1, true, 0],
  ['auto', 1, false, 0],
  ['auto', 2, true, 2],
  ['auto', 2, false, 1],
  ['auto', 8, false, 7],
] as const)('jobs %s on %i cores, heavy %s: %i workers', (jobs, cores, isHeavy, workers) => {
  expect(countWorkers(jobs, cores, isHeavy)).toBe(workers);
});

describe('more threads are worth it', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('at once when a second of work is known to wait', () => {
    const watch = new WorthWatch(false, () => undefined);
    watch.look(true, 3.9e6);
    expect(watch.isWorth).toBe(false);
    watch.look(true, 4e6);
    expect(watch.isWorth).toBe(true);
    watch.close();
  });

  it('after 300 ms without a pause when something waits', () => {
    const watch = new WorthWatch(false, () => watch.look(true, 5));
    watch.look(true, 0);
    vi.advanceTimersByTime(250);
    watch.look(false, 0);
    vi.advanceTimersByTime(10);
    watch.look(true, 5);
    expect(watch.isWorth).toBe(false);
    vi.advanceTimersByTime(40);
    expect(watch.isWorth).toBe(true);
    watch.close();
  });

  // timers may come only when everything that had been read is done
  it('after 300 ms without a pause as soon as something waits', () => {
    const watch = new WorthWatch(false, () => watch.look(false, 0));
    watch.look(true, 5);
    vi.advanceTimersByTime(310);
    expect(watch.isWorth).toBe(false);
    watch.look(true, 5);
    expect(watch.isWorth).toBe(true);
    watch.close();
  });

  it('not when a pause came before something waits', () => {
    const watch = new WorthWatch(false, () => watch.look(false, 0));
    watch.look(true, 5);
    vi.advanceTimersByTime(330);
    watch.look(true, 5);
    expect(watch.isWorth).toBe(false);
    watch.close();
  });

  it('never while nothing waits, however long the work is', () => {
    const watch = new WorthWatch(false, () => watch.look(true, 0));
    watch.look(true, 0);
    vi.advanceTimersByTime(10_000);
    expect(watch.isWorth).toBe(false);
    watch.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('not when the work pauses', () => {
    const watch = new WorthWatch(false, () => undefined);
    for (let round = 0; round < 20; round += 1) {
      watch.look(true, 5);
      vi.advanceTimersByTime(100);
      watch.look(false, 0);
      vi.advanceTimersByTime(30);
    }
    expect(watch.isWorth).toBe(false);
    watch.close();
  });
});
