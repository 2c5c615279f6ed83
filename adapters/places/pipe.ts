import { Socket } from 'node:net'

/** Bytes that a pipe of the system holds. */
const ROOM = 64 * 1024

/**
 * Reads a pipe or socket by its descriptor into memory of its own, the same for each read: a stream of Node takes a
 * fresh buffer for every few kilobytes. Nothing is read that nobody asked for but what the system had at that moment.
 */
export function pipeReader(fd: number): { read(room: Uint8Array): Promise<number>; close(): void } {
  const buffer = Buffer.allocUnsafeSlow(ROOM)
  let [at, filled] = [0, 0]
  let ended = false
  let failure: Error | undefined
  let wake = (): void => undefined
  const socket = new Socket({
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

  return {
    async read(room) {
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
    },
    close: () => void socket.destroy(),
  }
}
