import { readSync } from 'node:fs'
import type { Socket } from 'node:net'
import { builtin } from './builtin.ts'
import { errnoOf } from './fault.ts'

/** Bytes that a pipe of the system holds. */
const ROOM = 64 * 1024

/**
 * Reads a pipe or socket by its descriptor. What the system has now is given at once, straight into the memory of whoever
 * asks: a turn of the event loop takes longer than to read what a pipe holds. Only when there is nothing, it waits.
 */
export function pipeReader(fd: number): { read(room: Uint8Array): number | Promise<number>; close(): void } {
  const buffer = Buffer.allocUnsafeSlow(ROOM)
  let [at, filled] = [0, 0]
  let ended = false
  let failure: Error | undefined
  let wake = (): void => undefined
  // Makes the descriptor one that says so when there is nothing, and waits for it.
  const socket = new (builtin.net().Socket)({
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback(length: number) {
        at = 0
        filled = length
        wake()
        return false
      },
    },
  } as ConstructorParameters<typeof Socket>[0])
  socket.on('error', (error) => {
    failure ??= error
  })
  socket.on('end', () => {
    ended = true
  })
  for (const event of ['error', 'end', 'close']) socket.on(event, () => wake())

  async function wait(room: Uint8Array): Promise<number> {
    while (at === filled && !ended && !failure && !socket.destroyed) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      socket.resume()
      await woken
    }
    if (failure) throw failure
    const length = Math.min(room.length, filled - at)
    room.set(buffer.subarray(at, at + length))
    at += length
    return length
  }
  return {
    read: (room) => (at < filled || ended || failure || socket.destroyed ? undefined : takeNow(fd, room)) ?? wait(room),
    close: () => void socket.destroy(),
  }
}

/** What there is now, 0 at the end; undefined if nothing is there yet. */
function takeNow(fd: number, room: Uint8Array): number | undefined {
  // There, a read waits for whoever writes, whatever the descriptor says.
  if (process.platform === 'win32') return undefined
  try {
    return readSync(fd, room)
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return undefined
    throw error
  }
}
