import { describe, expect, test } from 'vitest'
import { formatOf } from '../adapters/registry.ts'
import { ProvgateError } from '../src/errors.ts'
import { type ByteSource, LIMITS } from '../src/ports.ts'
import { filter } from './format-contract.ts'
import { PEERS, piecesOf } from './format-kit.ts'
import { VARIANTS } from './format-rows.ts'
import { planOf } from './parquet-kit.ts'

const variant = VARIANTS[0]!
const peers = PEERS.map((peer) => [peer.name, peer, peer.write(variant.rows, variant.name, 16)] as const)
const caught = async (work: Promise<unknown>): Promise<ProvgateError> => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(ProvgateError)
  return error as ProvgateError
}

/** A source that gives its first `least` bytes and then throws, whichever way it is read. */
function failing(name: string, bytes: Uint8Array, least: number, error: unknown): ByteSource {
  const whole = piecesOf(name, bytes, 100)
  let ranges = 0
  return {
    name,
    size: bytes.length,
    async *stream() {
      let given = 0
      for await (const piece of whole.stream()) {
        if (given >= least) throw error
        given += piece.length
        yield piece
      }
    },
    async range(from, to) {
      // The ends of a file are read first, for its format and footer.
      if (to - from > 8 && ranges++ > least / 1000) throw error
      return whole.range!(from, to)
    },
  }
}

describe.each(peers)('%s that fails', (_, peer, bytes) => {
  test.each([0, 500, 3000])('after about %i bytes: an error of the input, with its name', async (least) => {
    const cause = new Error('EIO: i/o error')
    const error = await caught(filter(failing(peer.file, bytes, Math.min(least, bytes.length / 2), cause), variant))
    expect(error).toMatchObject({ code: 'input', file: peer.file, cause })
    expect(error.message).toContain(`\`${peer.file}\``)
    expect(error.message).toContain('EIO: i/o error')
  })

  test('with an error of its place: the same error', async () => {
    const cause = new ProvgateError('limit', 'too much of it', { file: 'hf://somewhere' })
    expect(await caught(filter(failing(peer.file, bytes, 500, cause), variant))).toBe(cause)
  })

  test('because the run was stopped: `aborted`', async () => {
    const stop = new AbortController()
    const source = piecesOf(peer.file, bytes, 100)
    const format = await formatOf(peer.file).load(source)
    stop.abort()
    const error = await caught(filter(source, variant, { signal: stop.signal }))
    expect(error).toMatchObject({ code: 'aborted', file: peer.file })
    expect(format.seeks).toBe(peer.seeks)
  })

  test('to be written: the error of the output', async () => {
    const source = piecesOf(peer.file, bytes, 1000)
    const entry = formatOf(peer.file)
    if (entry.codec !== 'none') return
    const format = await entry.load(source)
    const opened = await format.open(source, LIMITS)
    const full = new ProvgateError('output', 'no space left')
    const writer = format.write(opened.head, {
      write: () => Promise.reject(full),
      close: async () => {},
      abort: async () => {},
    })
    const put = async () => {
      for await (const batch of opened.batches(planOf([]).plan))
        await writer.put(batch, new Uint8Array(batch.codes.length).fill(1))
      await writer.finish()
    }
    expect(await caught(put())).toBe(full)
  })

  test('with decisions for more rows than there are: nothing is written', async () => {
    const source = piecesOf(peer.file, bytes, 1000)
    const entry = formatOf(peer.file)
    if (!peer.schema) return
    const format = await entry.load(source)
    const opened = await format.open(source, LIMITS)
    let written = 0
    const writer = format.write(opened.head, {
      write: async (chunk) => {
        written += chunk.length
      },
      close: async () => {},
      abort: async () => {},
    })
    for await (const batch of opened.batches(planOf([]).plan)) {
      const error = await caught(writer.put(batch, new Uint8Array(batch.codes.length + 1).fill(1)))
      expect(error).toMatchObject({ code: 'conservation', file: peer.file })
    }
    expect(written).toBe(0)
  })
})

describe('no bytes at all', () => {
  test.each(peers.filter(([, peer]) => peer.schema))('%s: a clear error', async (_, peer) => {
    const error = await caught(filter(piecesOf(peer.file, new Uint8Array(0), 10), variant))
    expect(error).toMatchObject({ code: 'truncated', file: peer.file })
    expect(error.message).toContain('empty')
  })

  test('JSONL: a file without records', async () => {
    const { counts, pass } = await filter(piecesOf('in.jsonl', new Uint8Array(0), 10), variant)
    expect(counts.in).toBe(0)
    expect(pass.length).toBe(0)
  })
})

test.each(
  peers.flatMap(([name, , bytes]) =>
    peers.filter(([other, peer]) => other !== name && peer.schema).map(([other, peer]) => [name, other, peer, bytes]),
  ) as [string, string, (typeof PEERS)[number], Uint8Array][],
)('%s under the name of %s is told apart, or read', async (name, _, peer, bytes) => {
  const source = piecesOf(peer.file, bytes, 1000)
  const arrow = /Arrow/
  if (arrow.test(name) && arrow.test(peer.name)) {
    expect((await filter(source, variant)).counts.in).toBe(variant.rows.length)
    return
  }
  expect(await caught(filter(source, variant))).toMatchObject({ code: 'format', file: peer.file })
})
