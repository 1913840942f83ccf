import { describe, expect, it } from 'vitest';
import { OutputRoom } from './output-room.ts';

const MIB = 1024 * 1024;

/** Whether a ticket is let through now. */
async function isLetThrough(room: OutputRoom, seq: number): Promise<boolean> {
  let through = false;
  void room.wait(seq).then(() => (through = true));
  await Promise.resolve();
  await Promise.resolve();
  return through;
}

/** A ticket that has to wait until something is done. */
async function expectLetThroughBy(room: OutputRoom, seq: number, act: () => void): Promise<void> {
  let through = false;
  const waiting = room.wait(seq).then(() => (through = true));
  await Promise.resolve();
  expect(through).toBe(false);
  act();
  await waiting;
  expect(through).toBe(true);
}

describe('room for output', () => {
  it.each([
    ['512 KiB', MIB / 2, false],
    ['4 MiB when tickets are worked on side by side', 4 * MIB, true],
  ])('is there until %s wait, and again when enough was accepted', async (_, most, isWide) => {
    const room = new OutputRoom();
    if (isWide) room.widen();
    room.take(0, most);
    expect(await isLetThrough(room, 0)).toBe(true);
    room.take(0, 1);
    await expectLetThroughBy(room, 0, () => room.give(0, 1));
  });

  it('lets those through at once who waited when it widens', async () => {
    const room = new OutputRoom();
    room.take(0, MIB);
    await expectLetThroughBy(room, 0, () => room.widen());
  });

  it('is always there for the ticket that is accepted next, when nothing of it waits', async () => {
    const room = new OutputRoom();
    room.take(1, 9 * MIB);
    expect(await isLetThrough(room, 1)).toBe(false);
    expect(await isLetThrough(room, 2)).toBe(false);
    expect(await isLetThrough(room, 0)).toBe(true);
    room.take(0, 10);
    expect(await isLetThrough(room, 0)).toBe(false);
  });

  it('goes to the next ticket when all of the one before was accepted', async () => {
    const room = new OutputRoom();
    room.take(2, 9 * MIB);
    await expectLetThroughBy(room, 1, () => room.advance());
  });
});
