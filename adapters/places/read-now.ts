import { readSync } from 'node:fs'
import { ProvgateError } from '../../src/index.ts'
import { fault } from './fault.ts'

/** Reads after which others get their turn: signals, and what was written meanwhile. */
const TURN = 16

/** Reads some bytes of an open file, from where it stands or from `position`; 0 at its end. */
export function readNow(fd: number, name: string, room: Uint8Array, position: number | null): number {
  try {
    return readSync(fd, room, 0, room.length, position)
  } catch (error) {
    throw fault('input', 'read', name, error)
  }
}

/** Fills memory with the bytes of an open file from `from` on. */
export function fillNow(fd: number, name: string, room: Uint8Array, from: number): void {
  for (let filled = 0; filled < room.length; ) {
    const found = readNow(fd, name, room.subarray(filled), from + filled)
    if (found === 0) throw shrank(name, from + filled)
    filled += found
  }
}

/** The error for a file that ended sooner than it did when it was opened. */
export const shrank = (name: string, end: number): ProvgateError =>
  new ProvgateError('truncated', `\`${name}\` shrank while it was read: it ends at byte ${end}`, { file: name })

/** Has a source that gives its bytes at once wait for a turn of the event loop now and then. */
export function inTurns(
  read: (room: Uint8Array) => number | Promise<number>,
): (room: Uint8Array) => number | Promise<number> {
  let reads = 0
  return (room) => {
    if (++reads % TURN !== 0) return read(room)
    return new Promise<void>(setImmediate).then(() => read(room))
  }
}
