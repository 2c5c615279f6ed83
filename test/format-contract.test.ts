import { describe, expect, test } from 'vitest'
import { filter } from './format-contract.ts'
import { PEERS, type Peer, piecesOf } from './format-kit.ts'
import { bare, VARIANTS, type Variant } from './format-rows.ts'

const pairs = PEERS.flatMap((peer) => VARIANTS.map((variant) => [peer.name, variant.name, peer, variant] as const))
const run = (peer: Peer, variant: Variant, block: number, size: number) =>
  filter(piecesOf(peer.file, peer.write(variant.rows, variant.name, block), size), variant)
const reference = new Map<string, ReturnType<typeof run>>()
const byLines = (variant: Variant) => {
  const known = reference.get(variant.name) ?? run(PEERS[0]!, variant, 1000, 1 << 16)
  reference.set(variant.name, known)
  return known
}

test.each(VARIANTS)('the rows of variant $name meet every action and several rulings', async (variant) => {
  const { rulings, counts } = await byLines(variant)
  expect(new Set(rulings.map(({ action }) => action))).toEqual(new Set(['pass', 'quarantine', 'drop']))
  expect(new Set(rulings.map(({ id }) => id)).size).toBeGreaterThan(5)
  expect(counts.in).toBe(variant.rows.length)
})

describe.each(pairs)('%s with provenance as %s', (_peer, _variant, peer, variant) => {
  const sizes = peer.schema ? [1, 7, 1000] : [1000]
  const parts = [
    [1, 777],
    [7, 1],
    [64, 1 << 20],
    [1000, 50],
  ] as const
  test.each(peer.schema ? parts : parts.slice(1))(
    'rules like the lines of JSON: blocks of %i rows, pieces of %i bytes',
    async (block, piece) => {
      const { rulings, declared } = await run(peer, variant, block, piece)
      expect(rulings).toEqual((await byLines(variant)).rulings)
      if (declared !== undefined) expect(declared).toBe(variant.rows.length)
    },
  )

  test.each(sizes)('writes the rows that pass and that are held, in order: blocks of %i rows', async (block) => {
    const { rulings, counts, pass, held, written } = await run(peer, variant, block, 777)
    const having = (action: string) => variant.rows.filter((_, i) => rulings[i]!.action === action)
    expect(bare(await peer.read(pass))).toEqual(bare(having('pass')))
    expect(bare(await peer.read(held))).toEqual(bare(having('quarantine')))
    expect(written).toEqual({ pass: having('pass').length, held: having('quarantine').length })
    expect(counts.in).toBe(counts.pass + counts.quarantine + counts.drop + counts.reject)
    expect(counts.drop).toBe(having('drop').length)
  })

  test('an output passes whole when it is filtered again', async () => {
    const { pass, counts } = await run(peer, variant, 64, 1 << 16)
    const again = await filter(piecesOf(peer.file, pass, 1 << 16), variant)
    expect(again.counts).toEqual({ in: counts.pass, pass: counts.pass, quarantine: 0, drop: 0, reject: 0 })
    expect(bare(await peer.read(again.pass))).toEqual(bare(await peer.read(pass)))
  })

  test('the same input gives the same bytes', async () => {
    const bytes = peer.write(variant.rows, variant.name, 64)
    const [one, two] = [
      await filter(piecesOf(peer.file, bytes, 50), variant),
      await filter(piecesOf(peer.file, bytes, 5000), variant),
    ]
    expect(Buffer.from(one.pass).equals(two.pass)).toBe(true)
    expect(Buffer.from(one.held).equals(two.held)).toBe(true)
  })

  test('an output without rows is a whole file, with the schema and metadata of the input', async () => {
    const bytes = peer.write(variant.rows, variant.name, 64)
    const { pass, shape } = await filter(piecesOf(peer.file, bytes, 777), variant, { nothing: true })
    expect(await peer.read(pass)).toEqual([])
    if (peer.schema) expect(peer.schema(pass)).toBe(peer.schema(bytes))
    const again = await filter(piecesOf(peer.file, pass, 777), variant)
    expect(again.counts.in).toBe(0)
    if (peer.schema) expect(again.shape).toEqual(shape)
  })

  test('an input without rows gives outputs without rows', async () => {
    const bytes = peer.write([], variant.name, 64)
    const { counts, pass } = await filter(piecesOf(peer.file, bytes, 777), variant)
    expect(counts.in).toBe(0)
    expect(await peer.read(pass)).toEqual([])
    if (peer.schema) expect(peer.schema(pass)).toBe(peer.schema(bytes))
  })
})
