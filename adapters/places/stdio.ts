import { fstatSync, fsync, read as readFd, write as writeFd, writeSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'
import { type ByteSink, type ByteSource, ProvgateError } from '../../src/index.ts'
import { builtin } from './builtin.ts'
import { errnoOf, fault } from './fault.ts'
import { pipeReader } from './pipe.ts'
import { inTurns, readNow } from './read-now.ts'

/** The bytes of stdin, once; to stop reading closes it. A signal ends it also while nothing comes. */
export function stdinSource({
  stream,
  fd = 0,
  signal,
}: {
  stream?: Readable
  fd?: number
  signal?: AbortSignal
} = {}): ByteSource {
  let taken = false
  async function* read(): AsyncGenerator<Uint8Array> {
    if (taken) throw new ProvgateError('input', 'stdin can be read once only', { file: 'stdin' })
    taken = true
    // Node gives a folder as an empty stream, which would look like an input without rows
    if (!stream && fstatSync(fd).isDirectory()) throw new ProvgateError('input', 'stdin is a folder', { file: 'stdin' })
    const from = stream ?? process.stdin
    const chunks = from[Symbol.asyncIterator]()
    const stop = (): void => void from.destroy()
    signal?.addEventListener('abort', stop)
    try {
      stopIfAsked(signal)
      for (;;) {
        const { done, value } = await chunks.next().catch((error) => {
          stopIfAsked(signal)
          throw fault('input', 'read', 'stdin', error)
        })
        stopIfAsked(signal)
        if (done) return
        if (!(value instanceof Uint8Array))
          throw new ProvgateError('input', 'stdin does not give bytes', { file: 'stdin' })
        yield new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      }
    } finally {
      signal?.removeEventListener('abort', stop)
      await chunks.return?.()
    }
  }
  const kind = stream ? undefined : fstatSync(fd)
  const reader = kind?.isFile()
    ? fileReader(fd, signal)
    : kind?.isFIFO() || kind?.isSocket()
      ? pipedReader(fd, signal)
      : undefined
  const ahead = kind?.isFile() ? fileAhead(fd, signal) : undefined
  return { name: 'stdin', stream: read, ...(reader && { read: reader }), ...(ahead && { ahead }) }
}

/** A file at stdin can be read straight into the memory of whoever asks. */
const fileReader = (fd: number, signal: AbortSignal | undefined) =>
  inTurns((room) => {
    stopIfAsked(signal)
    return readNow(fd, 'stdin', room, null)
  })

/** The same by another thread. */
function fileAhead(fd: number, signal: AbortSignal | undefined) {
  const read = promisify(readFd)
  return async (room: Uint8Array): Promise<number> => {
    stopIfAsked(signal)
    const { bytesRead } = await read(fd, room, 0, room.length, null).catch((error) => {
      throw fault('input', 'read', 'stdin', error)
    })
    return bytesRead
  }
}

/** A pipe is closed to stop reading. */
function pipedReader(fd: number, signal: AbortSignal | undefined) {
  let pipe: ReturnType<typeof pipeReader> | undefined
  const wait = async (length: Promise<number>): Promise<number> => {
    try {
      return await length
    } catch (error) {
      throw fault('input', 'read', 'stdin', error)
    } finally {
      stopIfAsked(signal)
    }
  }
  return inTurns((room) => {
    stopIfAsked(signal)
    const from = pipe ?? pipeReader(fd)
    if (!pipe) signal?.addEventListener('abort', from.close)
    pipe = from
    try {
      const length = from.read(room)
      return typeof length === 'number' ? length : wait(length)
    } catch (error) {
      throw fault('input', 'read', 'stdin', error)
    }
  })
}

/** Whether an error says that whoever read our output has gone: a run then ends, without a word. */
export function isBrokenPipe(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (errnoOf(at) === 'EPIPE') return true
  return false
}

/**
 * Stdout as a sink. A write resolves when the system took its bytes, so that a stalled reader stalls the writer.
 * What is written is seen at once; `close` and `abort` leave stdout open. A signal ends a write that is stalled.
 */
export function stdoutSink({
  stream,
  fd = 1,
  signal,
}: {
  stream?: Writable
  fd?: number
  signal?: AbortSignal
} = {}): ByteSink {
  if (stream) return streamSink(stream, signal)
  const kind = fstatSync(fd)
  // Node's stdout drops the rest of a short write to a file on a full disk, so files are written by our own loop
  return kind.isFile() || (kind.isCharacterDevice() && !isTerminal(fd))
    ? fdSink(fd, kind.isFile())
    : streamSink(process.stdout, signal)
}

/** Whether somebody sits before an open descriptor. What is no device is known without a module more. */
export function isTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && builtin.tty().isatty(fd)
  } catch {
    return false
  }
}

const failed = (error: unknown): ProvgateError => fault('output', 'write', 'stdout', error)

/** Bytes that are written sooner than another thread has heard of them. */
const SMALL = 128 * 1024

function fdSink(fd: number, syncs: boolean): ByteSink {
  const put = promisify(writeFd)
  return {
    async write(chunk) {
      try {
        for (let at = 0; at < chunk.length; )
          at +=
            chunk.length > SMALL
              ? (await put(fd, chunk, at, chunk.length - at, null)).bytesWritten
              : writeSync(fd, chunk, at, chunk.length - at, null)
      } catch (error) {
        throw failed(error)
      }
    },
    async close() {
      // a full disk behind a network may say so only now
      if (syncs) await promisify(fsync)(fd).catch((error) => Promise.reject(failed(error)))
    },
    abort: async () => undefined,
  }
}

function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ProvgateError('aborted', 'the run was stopped', { cause: signal.reason })
}

function streamSink(stream: Writable, signal: AbortSignal | undefined): ByteSink {
  let broken: ProvgateError | undefined
  const fail = (error: unknown): void => {
    broken ??= failed(error)
  }
  // an error between two writes would end the process without one
  stream.on('error', fail)
  const closed = Object.assign(new Error('it was closed'), { code: 'EPIPE' })

  return {
    async write(chunk) {
      if (broken) throw broken
      stopIfAsked(signal)
      if (chunk.length === 0) return
      await new Promise<void>((resolve) => {
        const onClose = (): void => settle(closed)
        const onAbort = (): void => settle()
        const settle = (error?: unknown): void => {
          stream.off('close', onClose)
          signal?.removeEventListener('abort', onAbort)
          if (error) fail(error)
          resolve()
        }
        stream.once('close', onClose)
        signal?.addEventListener('abort', onAbort)
        stream.write(chunk, settle)
      })
      if (broken) throw broken
      stopIfAsked(signal)
    },
    async close() {
      if (broken) throw broken
    },
    abort: async () => undefined,
  }
}
