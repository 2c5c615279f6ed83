import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { tableFromIPC } from 'apache-arrow'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, test } from 'vitest'
import { loadParts } from '../adapters/config.ts'
import { createContext } from '../adapters/engines/context.ts'
import { runLocal } from '../adapters/engines/local.ts'
import { createGuard } from '../adapters/loaders/guard.ts'
import { expandFiles } from '../adapters/places/file.ts'
import { expandHub } from '../adapters/places/hub.ts'
import { Config, type Summary } from '../src/index.ts'
import { all, TARGET, TODAY } from './guard-kit.ts'
import { startHub } from './support/hub-server.ts'

const samples = fileURLToPath(new URL('../../shared/samples/', import.meta.url))
const mixture = fileURLToPath(new URL('../examples/mixture/data/', import.meta.url))

/** What must be equal of a run over files and one over loaders of the same records. */
function comparable({ files, ...summary }: Summary) {
  return {
    ...summary,
    files: files.map(({ name, convention, fields, rows }) => ({ name, convention, fields, rows })),
  }
}

/** The summary that `provgate scan` gives for a file. */
async function scanned(path: string): Promise<Summary> {
  const config = Config.parse({ target: TARGET })
  const { catalog } = await loadParts(config, '.', () => {})
  const context = createContext({ catalog, config, today: TODAY })
  return (await runLocal({ shards: await expandFiles(path), context, version: '0.1.0' })).summary
}

async function* jsonlRows(path: string): AsyncGenerator<unknown> {
  for await (const line of createInterface({ input: createReadStream(path) })) if (line !== '') yield JSON.parse(line)
}

const guardOf = () => createGuard({ target: TARGET, today: TODAY, held: 'discard' })
const jsonlFiles = [
  ...readdirSync(samples).map((name) => [name, samples] as const),
  ...readdirSync(mixture).map((name) => [name, mixture] as const),
].filter(([name]) => name.endsWith('.jsonl'))

describe('a guarded loader and a scan of the file agree', () => {
  test('there are sample files', () => expect(existsSync(`${samples}counts.json`)).toBe(true))

  test.each(jsonlFiles)('%s', async (name, folder) => {
    const guard = await guardOf()
    await all(guard.filter(jsonlRows(folder + name), { name }))
    expect(comparable(guard.summary())).toEqual(comparable(await scanned(folder + name)))
  })

  test.each([
    ['dpk-code-license-a.parquet', samples],
    ['dpk-license-select-1.parquet', samples],
    ['handbook/data/train-00000-of-00001.parquet', mixture],
  ])('%s, as the rows that a Parquet reader gives', async (path, folder) => {
    const file = await asyncBufferFromFile(folder + path)
    const guard = await guardOf()
    const name = path.split('/').at(-1)!
    await all(guard.filter(await parquetReadObjects({ file, compressors }), { name }))
    expect(comparable(guard.summary())).toEqual(comparable(await scanned(folder + path)))
  })

  test('code.arrow, as record batches', async () => {
    const guard = await guardOf()
    const { batches } = tableFromIPC(readFileSync(`${mixture}code.arrow`))
    await all(guard.batches(batches, { name: 'code.arrow' }))
    expect(comparable(guard.summary())).toEqual(comparable(await scanned(`${mixture}code.arrow`)))
  })
})

describe('a dataset on the Hub', () => {
  test('gives what the same files on disk give, to the command line and to a guarded loader', async () => {
    const hub = await startHub(mixture)
    try {
      const config = Config.parse({ target: TARGET })
      const { catalog } = await loadParts(config, '.', () => {})
      const uri = 'hf://datasets/org/set/*.jsonl'
      const shards = await expandHub(uri, { endpoint: hub.endpoint, token: '' })
      const remote = await runLocal({
        shards,
        context: createContext({ catalog, config, today: TODAY }),
        version: '0.1.0',
      })

      const guard = await guardOf()
      for (const { name, open } of shards) {
        const source = await open()
        await all(guard.filter(linesOf(source.stream()), { name }))
        await source.close?.()
      }
      const local = await runLocal({
        shards: await expandFiles(`${mixture}*.jsonl`),
        context: createContext({ catalog, config, today: TODAY }),
        version: '0.1.0',
      })
      expect(remote.summary).toEqual(local.summary)
      expect(comparable(guard.summary())).toEqual(comparable(local.summary))
    } finally {
      await hub.close()
    }
  })
})

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const text = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const lines = (rest + text.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line)
  }
}
