import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isWorthMoving, WorthWatch } from './worth-watch.ts';

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
    let changes = 0;
    const watch = new WorthWatch(false, () => (changes += 1));
    watch.look(true, 0);
    vi.advanceTimersByTime(250);
    watch.look(false, 0);
    vi.advanceTimersByTime(10);
    watch.look(true, 5);
    expect([watch.isWorth, changes]).toEqual([false, 0]);
    vi.advanceTimersByTime(40);
    expect([watch.isWorth, changes]).toEqual([true, 1]);
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

  it('not for lines that are nearly all output', () => {
    expect(isWorthMoving(512 * 149, 512)).toBe(false);
    expect(isWorthMoving(512 * 150, 512)).toBe(true);
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
