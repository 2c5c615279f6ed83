import { expect, test } from 'vitest'
import { createArena } from '../adapters/formats/arena.ts'
import { giveBack, takeRooms } from '../adapters/formats/codecs/rooms.ts'

const MB = 1024 * 1024

test('memory that was taken is used again, and no two have the same at once', () => {
  const { room, reset } = createArena()
  for (let time = 0; time < 3; time++) {
    const taken = [5000, 100_000, 7, 64 * 1024].map((size) => room(size))
    for (const [i, bytes] of taken.entries()) bytes.fill(i + 1)
    for (const [i, bytes] of taken.entries()) expect(bytes.every((byte) => byte === i + 1)).toBe(true)
    reset()
  }
  const before = room(100_000).buffer
  reset()
  expect(room(100_000).buffer).toBe(before)
})

test('rooms keep what is usual, and no more', () => {
  const usual = takeRooms()
  usual.lists.room(MB)
  giveBack(usual)
  const again = takeRooms()
  expect(again.lists.size).toBeGreaterThanOrEqual(MB)
  again.lists.room(64 * MB)
  giveBack(again)
  const last = takeRooms()
  expect(last.lists.size + last.parts.size).toBeLessThan(8 * MB)
  expect(last.unpacking).toBe(usual.unpacking)
  giveBack(last)
})
