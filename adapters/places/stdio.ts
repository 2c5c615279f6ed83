import { fstatSync, fsync, write as writeFd } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { isatty } from 'node:tty'
import { promisify } from 'node:util'
import { ProvgateError } from '../../src/errors.ts'
import type { ByteSink, ByteSource } from '../../src/ports.ts'
import { errnoOf, fault } from './fault.ts'

/** The bytes of stdin, once; to stop reading closes it. */
export function stdinSource({ stream, fd = 0 }: { stream?: Readable; fd?: number } = {}): ByteSource {
  let taken = false
  async function* read(): AsyncGenerator<Uint8Array> {
    if (taken) throw new ProvgateError('input', 'stdin can be read once only', { file: 'stdin' })
    taken = true
    // Node gives a folder as an empty stream, which would look like an input without rows
    if (!stream && fstatSync(fd).isDirectory()) throw new ProvgateError('input', 'stdin is a folder', { file: 'stdin' })
    const chunks = (stream ?? process.stdin)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const { done, value } = await chunks.next().catch((error) => {
          throw fault('input', 'read', 'stdin', error)
        })
        if (done) return
        if (!(value instanceof Uint8Array))
          throw new ProvgateError('input', 'stdin does not give bytes', { file: 'stdin' })
        yield new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      }
    } finally {
      await chunks.return?.()
    }
  }
  return { name: 'stdin', stream: read }
}

/** Whether an error says that whoever read our output has gone: a run then ends, without a word. */
export function isBrokenPipe(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (errnoOf(at) === 'EPIPE') return true
  return false
}

/**
 * Stdout as a sink. A write resolves when the system took its bytes, so that a stalled reader stalls the writer.
 * What is written is seen at once; `close` and `abort` leave stdout open.
 */
export function stdoutSink({ stream, fd = 1 }: { stream?: Writable; fd?: number } = {}): ByteSink {
  if (stream) return streamSink(stream)
  const kind = fstatSync(fd)
  // Node's stdout drops the rest of a short write to a file on a full disk, so files are written by our own loop
  return kind.isFile() || (kind.isCharacterDevice() && !isatty(fd))
    ? fdSink(fd, kind.isFile())
    : streamSink(process.stdout)
}

const failed = (error: unknown): ProvgateError => fault('output', 'write', 'stdout', error)

function fdSink(fd: number, syncs: boolean): ByteSink {
  const put = promisify(writeFd)
  return {
    async write(chunk) {
      try {
        for (let at = 0; at < chunk.length; ) at += (await put(fd, chunk, at, chunk.length - at, null)).bytesWritten
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

function streamSink(stream: Writable): ByteSink {
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
      if (chunk.length === 0) return
      await new Promise<void>((resolve) => {
        const onClose = (): void => settle(closed)
        const settle = (error?: unknown): void => {
          stream.off('close', onClose)
          if (error) fail(error)
          resolve()
        }
        stream.once('close', onClose)
        stream.write(chunk, settle)
      })
      if (broken) throw broken
    },
    async close() {
      if (broken) throw broken
    },
    abort: async () => undefined,
  }
}
