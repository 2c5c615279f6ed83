import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createThreads } from '../adapters/engines/crew.ts'
import { runLocal } from '../adapters/engines/local.ts'
import { createFile, expandFiles, openFile } from '../adapters/places/file.ts'
import type { Shard } from '../adapters/places/shard.ts'
import { contextFor, outFolder, record } from './engine-kit.ts'
import { tree } from './terminal-kit.ts'

const version = '0.0.0'
const LONG = 'x'.repeat(20_000)
const PASS = [{ license: 'mit', author: 'human' }, { license: 'cc0-1.0' }, { model: 'mistral-7b-v0.1' }]
const REST = [{ model: 'nobody-knows' }, { model: 'gpt-4o', channel: 'api', date: '2025-08-10' }]
/** Megabytes of rows of several origins, which differ by `seed`. */
const rowsOf = (megabytes: number, seed: number): string =>
  Array.from({ length: megabytes * 50 }, (_, i) =>
    record({ ...[...PASS, ...REST][(i * 7 + seed) % 5], dataset: `example/set-${(i + seed) % 40}` }, LONG),
  ).join('')

/** A folder with these files, as inputs. */
async function filesOf(contents: Record<string, string | Uint8Array>): Promise<readonly Shard[]> {
  const folder = join(dirname(outFolder()), 'in')
  mkdirSync(folder)
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content)
  return expandFiles(folder)
}

/** Enough of them that each is read on a thread of its own. */
const MANY = {
  'a.jsonl': rowsOf(24, 1),
  'b.jsonl': rowsOf(2, 2),
  'c.jsonl.gz': gzipSync(rowsOf(4, 3), { level: 1 }),
  'd.jsonl': rowsOf(24, 4),
  'e.jsonl': rowsOf(20, 5),
}

/** One file with what no plain record is, and lines longer than what is read at once. */
const ODD = [
  rowsOf(9, 1),
  ...['{"broken\n', ' \n', '{"provenance":{"license":"mit"},"provenance":{"license":"mit"}}\n', '[1]\n', '\n'],
  record(REST[1]!, 'y'.repeat(3_000_000)),
  '{"\\u0070rovenance":{"model":"gpt-4o"}}\n',
  rowsOf(9, 2),
  record({ license: 'mit' }).slice(0, -1),
].join('')
const LONGER = [rowsOf(9, 1), record(PASS[0]!, 'y'.repeat(2_000_000)), rowsOf(4, 2)].join('')

describe('a run on several threads', () => {
  test.each([
    ['rows', {}, MANY],
    ['whole files', { unit: 'shard' }, { ...MANY, 'f.jsonl': record(PASS[0]!).repeat(100) }],
    ['one large file', {}, { 'a.jsonl': ODD }],
    ['one large file, with more origins than a run may hold', { limits: { origins: 60 } }, { 'a.jsonl': ODD }],
    ['one large file as a whole', { unit: 'shard' }, { 'a.jsonl': ODD }],
    ['one large file with a line too long to be held', { limits: { line_bytes: 2 ** 20 } }, { 'a.jsonl': LONGER }],
    ['more origins than a run may hold', { limits: { origins: 60 } }, MANY],
    ['files that fail', {}, { ...MANY, 'aa.jsonl.gz': 'no', 'dd.parquet': 'no' }],
  ] as const)('writes what one thread writes: %s', async (_, config, contents) => {
    const shards = await filesOf(contents)
    const runs = []
    for (const workers of [1, 2, 3]) {
      const out = outFolder()
      const told: string[] = []
      const context = contextFor(config, { workers })
      const onFile = ({ name }: { name: string }) => void told.push(name)
      const { summary, failed } = await runLocal({ shards, context, version, out, onFile })
      for (const { outputs } of summary.files)
        for (const { path, sha256 } of outputs)
          expect([path, sha256]).toEqual([
            path,
            createHash('sha256')
              .update(readFileSync(join(out, path)))
              .digest('hex'),
          ])
      runs.push({
        summary,
        failed: failed.map(({ code, message, file }) => [code, message, file]),
        told,
        tree: tree(out),
      })
    }
    expect(runs[0]!.told).toEqual(shards.map(({ name }) => name))
    expect(runs[1]).toEqual(runs[0])
    expect(runs[2]).toEqual(runs[0])
  })

  test('gives a dry run the same summary', async () => {
    const shards = await filesOf(MANY)
    const [one, two] = await Promise.all(
      [1, 2].map((workers) => runLocal({ shards, context: contextFor({}, { workers }), version })),
    )
    expect(two!.summary).toEqual(one!.summary)
  })

  test('that is stopped leaves no part of a file', async () => {
    const shards = await filesOf(MANY)
    const out = outFolder()
    const stop = new AbortController()
    const context = contextFor({}, { workers: 2, signal: stop.signal, progress: () => stop.abort() })
    await expect(runLocal({ shards, context, version, out })).rejects.toBeDefined()
    expect(Object.keys(tree(out)).filter((name) => name.includes('partial') || name.includes('summary'))).toEqual([])
  })
})

describe('a file that a thread hashes', () => {
  const path = (): string => join(dirname(outFolder()), 'a')

  test.each([100, 9_000_000, 20_000_000])('has the digest of its %i bytes', async (size) => {
    const threads = createThreads(1)
    const bytes = randomBytes(size)
    const sink = await createFile(path(), { follow: threads.follow })
    for (let at = 0; at < size; at += 700_000) await sink.write(bytes.subarray(at, at + 700_000))
    await sink.close()
    expect(sink.digest()).toBe(createHash('sha256').update(bytes).digest('hex'))
    await threads.close()
  })

  test('may be given up', async () => {
    const threads = createThreads(1)
    const file = path()
    const sink = await createFile(file, { follow: threads.follow })
    for (let i = 0; i < 20; i++) await sink.write(randomBytes(1_000_000))
    await sink.abort()
    expect(readdirSync(dirname(file))).toEqual([])
    await threads.close()
  })

  test('may not be written to meanwhile', async () => {
    const threads = createThreads(1)
    const file = path()
    writeFileSync(file, randomBytes(10_000_000))
    const source = await openFile(file)
    const followed = source.followed(threads.follow)!
    writeFileSync(file, randomBytes(10_000_000))
    await expect(followed.digest()).rejects.toMatchObject({ code: 'truncated' })
    await source.close()
    await threads.close()
  })
})

test('a thread says what it can not do, and does what it can', async () => {
  const threads = createThreads(1)
  await expect(threads.ask(0, 'nothing', {})).rejects.toThrow('`nothing` is no job')
  expect(await threads.offer('hash', { fd: 0, shared: BigInt64Array.of(0n, 1n) }, { bytes: 0, move: [] })).toBe(
    createHash('sha256').digest('hex'),
  )
  await threads.close()
})
