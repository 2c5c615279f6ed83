import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { isBrokenPipe, stdinSource, stdoutSink } from '../adapters/places/stdio.ts'

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

describe('stdin', () => {
  it('gives plain bytes, once', async () => {
    const source = stdinSource({ stream: Readable.from([Buffer.from('ab'), Buffer.from('c')]) })
    const chunks: Uint8Array[] = []
    for await (const chunk of source.stream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('abc')
    expect(chunks.some((chunk) => Buffer.isBuffer(chunk))).toBe(false)
    expect(source).toMatchObject({ name: 'stdin' })
    expect([source.range, source.size]).toEqual([undefined, undefined])
    await expect(source.stream()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'input',
      message: /once/,
    })
  })

  it('takes no more than is asked for', async () => {
    const stream = new PassThrough({ highWaterMark: 1024 })
    const chunks = stdinSource({ stream }).stream()[Symbol.asyncIterator]()
    let taken = 0
    while (stream.write(Buffer.alloc(512))) taken++
    await chunks.next()
    await soon()
    while (stream.write(Buffer.alloc(512))) taken++
    expect(taken).toBeLessThan(10)
    await chunks.return?.()
  })

  it('is closed when the reader stops early, also while nothing comes', async () => {
    const stream = new PassThrough()
    stream.write('a')
    for await (const _ of stdinSource({ stream }).stream()) break
    expect(stream.destroyed).toBe(true)
  })

  it('ends when it is told to, also while nothing comes', async () => {
    const stop = new AbortController()
    const stream = new PassThrough()
    const chunks = stdinSource({ stream, signal: stop.signal }).stream()[Symbol.asyncIterator]()
    stream.write('a')
    expect((await chunks.next()).done).toBe(false)
    const next = chunks.next()
    stop.abort()
    await expect(next).rejects.toMatchObject({ code: 'aborted' })
    expect(stream.destroyed).toBe(true)
    const late = stdinSource({ stream: new PassThrough(), signal: stop.signal }).stream()[Symbol.asyncIterator]()
    await expect(late.next()).rejects.toMatchObject({ code: 'aborted' })
  })

  it('that fails is an error', async () => {
    const broken = new Readable({ read: () => undefined })
    broken.destroy(Object.assign(new Error('EISDIR: raw words'), { code: 'EISDIR', errno: -21 }))
    const next = stdinSource({ stream: broken }).stream()[Symbol.asyncIterator]().next()
    await expect(next).rejects.toMatchObject({
      code: 'input',
      file: 'stdin',
      message: 'can not read `stdin`: illegal operation on a directory',
    })
    const words = stdinSource({ stream: Readable.from(['text']) })
      .stream()
      [Symbol.asyncIterator]()
      .next()
    await expect(words).rejects.toMatchObject({ code: 'input', message: /does not give bytes/ })
  })
})

describe('stdin that is a folder', () => {
  it('is an error, not an empty input', async () => {
    const fd = openSync(tmpdir(), 'r')
    const next = stdinSource({ fd }).stream()[Symbol.asyncIterator]().next()
    await expect(next).rejects.toMatchObject({ code: 'input', message: 'stdin is a folder' })
    closeSync(fd)
  })
})

describe('stdout', () => {
  it('waits for a reader that is slow', async () => {
    const stream = new PassThrough({ highWaterMark: 16 })
    const sink = stdoutSink({ stream })
    let written = false
    await sink.write(Buffer.from('first'))
    const second = sink
      .write(Buffer.alloc(64))
      .then(() => sink.write(Buffer.from('last')))
      .then(() => {
        written = true
      })
    await soon()
    expect(written).toBe(false)
    stream.resume()
    await second
    await sink.close()
    expect(stream.destroyed).toBe(false)
  })

  it('holds one chunk at most while a real pipe is stalled, and tells when its reader goes', async () => {
    const child = spawn('sleep', ['60'], { stdio: ['pipe', 'ignore', 'ignore'] })
    const sink = stdoutSink({ stream: child.stdin })
    let sent = 0
    const sending = (async () => {
      for (;;) {
        await sink.write(Buffer.alloc(65_536))
        sent++
      }
    })().catch((error) => error)
    await soon()
    await soon()
    expect(sent).toBeLessThan(20)
    expect(child.stdin.writableLength).toBeLessThanOrEqual(65_536)
    child.kill()
    await once(child, 'exit')
    const error = await sending
    expect(error).toMatchObject({ name: 'ProvgateError', code: 'output', file: 'stdout' })
    expect(isBrokenPipe(error)).toBe(true)
    await expect(sink.write(Buffer.from('x'))).rejects.toBe(error)
    await expect(sink.close()).rejects.toBe(error)
  })

  it('tells an error that came between two writes', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() })
    const sink = stdoutSink({ stream })
    await sink.write(Buffer.from('x'))
    stream.destroy(Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 }))
    await soon()
    const error = await sink.write(Buffer.from('y')).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'output', message: 'can not write `stdout`: i/o error' })
    expect(isBrokenPipe(error)).toBe(false)
  })

  it('is a file: all bytes are written', async () => {
    const path = join(tmpdir(), `place-stdio-${process.pid}`)
    const fd = openSync(path, 'w')
    try {
      const sink = stdoutSink({ fd })
      for (const text of ['ab', '', 'c'.repeat(1_000_000)]) await sink.write(Buffer.from(text))
      await sink.close()
      await sink.abort()
      expect(readFileSync(path, 'utf8')).toBe(`ab${'c'.repeat(1_000_000)}`)
    } finally {
      closeSync(fd)
      rmSync(path)
    }
  })

  it('ends a write that nobody takes when it is told to', async () => {
    const stop = new AbortController()
    const sink = stdoutSink({ stream: new PassThrough({ highWaterMark: 1 }), signal: stop.signal })
    const writing = sink.write(Buffer.alloc(64)).then(() => sink.write(Buffer.alloc(64)))
    await soon()
    stop.abort()
    await expect(writing).rejects.toMatchObject({ code: 'aborted' })
  })

  it('is a full disk: an error', async () => {
    const fd = openSync('/dev/full', 'w')
    await expect(stdoutSink({ fd }).write(Buffer.from('x'))).rejects.toMatchObject({
      code: 'output',
      message: 'can not write `stdout`: no space left on device',
    })
    closeSync(fd)
  })
})
