import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expandHub, type HubOptions } from '../adapters/places/hub.ts'
import type { ByteSource } from '../src/ports.ts'
import { type HubRequest, type HubServer, type HubServerOptions, startHub, type Trouble } from './support/hub-server.ts'

const TOKEN = 'hf_secretsecret'
const bytes = randomBytes(3_000_000)
let root = ''
let hub: HubServer
const sleeps: number[] = []

/** Opens `odd name#1.jsonl` from a hub that has trouble with the file itself. */
async function open(
  options: Omit<HubServerOptions, 'trouble'> & { trouble?: (request: HubRequest) => Trouble | undefined } = {},
  client: HubOptions = {},
  name = 'data/odd name#1.jsonl',
): Promise<ByteSource & Required<Pick<ByteSource, 'range'>>> {
  await hub?.close()
  sleeps.length = 0
  const trouble = (request: HubRequest) => (request.url.includes('/api/') ? undefined : options.trouble?.(request))
  hub = await startHub(root, { ...options, trouble })
  const sleep = async (ms: number) => sleeps.push(ms)
  const [shard] = await expandHub(`hf://datasets/org/set/${name}`, {
    endpoint: hub.endpoint,
    token: '',
    sleep,
    ...client,
  })
  return (await shard?.open()) as ByteSource & Required<Pick<ByteSource, 'range'>>
}
const read = async (source: ByteSource): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.stream()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const fileRequests = (): readonly HubRequest[] => hub.requests.filter(({ url }) => !url.includes('/api/'))
const large = (): boolean => true

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-hub-file-'))
  await mkdir(join(root, 'data'))
  await writeFile(join(root, 'data/odd name#1.jsonl'), bytes)
  await writeFile(join(root, 'data/empty.jsonl'), '')
})
afterAll(async () => {
  await hub.close()
  await rm(root, { recursive: true })
})

for (const [where, options] of [
  ['in the repository', {}],
  ['in a store', { large }],
] as const) {
  describe(`a file ${where}`, () => {
    it('streams its bytes', async () => {
      const source = await open(options)
      expect(source).toMatchObject({ name: 'hf://datasets/org/set/data/odd name#1.jsonl', size: bytes.length })
      expect((await read(source)).equals(bytes)).toBe(true)
      expect((await read(source)).equals(bytes)).toBe(true)
    })

    it('gives ranges', async () => {
      const source = await open(options)
      expect(Buffer.from(await source.range(0, 10)).equals(bytes.subarray(0, 10))).toBe(true)
      expect(Buffer.from(await source.range(1_000_000, 2_500_000)).equals(bytes.subarray(1_000_000, 2_500_000))).toBe(
        true,
      )
      expect(Buffer.from(await source.range(2_999_990, 3_000_000)).equals(bytes.subarray(-10))).toBe(true)
      expect(Buffer.from(await source.range(0, 3_000_000)).equals(bytes)).toBe(true)
      const asked = fileRequests().length
      expect((await source.range(5, 5)).length).toBe(0)
      await expect(source.range(0, 3_000_001)).rejects.toMatchObject({ code: 'truncated' })
      for (const [from, to] of [
        [-1, 2],
        [3, 2],
        [0.5, 1],
      ] as const) {
        await expect(source.range(from, to)).rejects.toMatchObject({ code: 'format' })
      }
      expect(fileRequests().length).toBe(asked)
    })

    it('goes on where the connection broke', async () => {
      const trouble = ({ count, place }: HubRequest): Trouble | undefined =>
        count > 2 || ('large' in options && place === 'hub') ? undefined : { cutAfter: 700_000 }
      const source = await open({ ...options, trouble })
      expect((await read(source)).equals(bytes)).toBe(true)
      const ranges = fileRequests().flatMap(({ headers }) => headers.range ?? [])
      expect(new Set(ranges)).toEqual(new Set(['bytes=700000-2999999', 'bytes=1400000-2999999']))
      expect(sleeps.length).toBe(2)
    })

    it('is asked for again when the hub is busy', async () => {
      const trouble = ({ count }: HubRequest): Trouble | undefined => (count < 3 ? { status: 503 } : undefined)
      expect((await read(await open({ ...options, trouble }))).equals(bytes)).toBe(true)
    })

    it('that ends early every time is truncated', async () => {
      const trouble = ({ place }: HubRequest): Trouble | undefined =>
        'large' in options && place === 'hub' ? undefined : { cutAfter: 100 }
      const source = await open({ ...options, trouble }, { attempts: 3 })
      const error = { code: 'truncated', file: source.name, message: /broke off at byte 300 of 3000000, 3 times/ }
      await expect(read(source)).rejects.toMatchObject(error)
      await expect(source.range(0, 1000)).rejects.toMatchObject({ code: 'truncated' })
    })
  })
}

describe('a file whose server answers wrongly', () => {
  const small = Buffer.from(bytes)
  small[1_234_567] = (small[1_234_567] as number) ^ 1
  const STREAM: readonly [what: string, trouble: Trouble, code: string, message: RegExp][] = [
    ['other bytes of the same length', { body: small }, 'format', /not those of its commit/],
    ['fewer bytes, and says so', { body: bytes.subarray(0, 100) }, 'format', /100 bytes, not the 3000000/],
    ['more bytes, and says so', { body: Buffer.concat([bytes, bytes]) }, 'format', /6000000 bytes/],
    [
      'more bytes, unsaid',
      { body: Buffer.concat([bytes, bytes]), headers: { 'content-length': undefined } },
      'format',
      /more than/,
    ],
    ['another commit', { headers: { 'x-repo-commit': 'b'.repeat(40) } }, 'format', /another commit/],
    ['no ETag', { headers: { etag: undefined } }, 'format', /no ETag/],
    [
      'encoded bytes',
      { headers: { 'content-encoding': 'x-strange', 'content-length': undefined } },
      'format',
      /encoded/,
    ],
  ]
  for (const [what, trouble, code, message] of STREAM) {
    it(`with ${what} is an error`, async () => {
      const source = await open({ trouble: () => trouble })
      await expect(read(source)).rejects.toMatchObject({ code, file: source.name, message })
    })
  }

  it('is held against the hash of the store too', async () => {
    const trouble = ({ place }: HubRequest): Trouble | undefined => (place === 'store' ? { body: small } : undefined)
    await expect(read(await open({ large, trouble }))).rejects.toMatchObject({ code: 'format', message: /its commit/ })
  })

  const RANGE: readonly [what: string, trouble: Trouble, code: string, message: RegExp][] = [
    ['all bytes for a range', { ignoreRange: true }, 'unsupported', /does not serve parts/],
    ['another range', { headers: { 'content-range': 'bytes 1-10/3000000' } }, 'format', /another part/],
    ['no range', { headers: { 'content-range': undefined } }, 'format', /another part/],
    [
      'a range of a file of another size',
      { headers: { 'content-range': 'bytes 10-19/2999999' } },
      'format',
      /another part/,
    ],
    ['fewer bytes', { body: 'abc' }, 'format', /3 bytes, not the 10/],
    ['no ETag', { headers: { etag: undefined } }, 'format', /no ETag/],
  ]
  for (const [what, trouble, code, message] of RANGE) {
    it(`with ${what} is an error`, async () => {
      const source = await open({ trouble: () => trouble })
      await expect(source.range(10, 20)).rejects.toMatchObject({ code, file: source.name, message })
    })
  }

  it('with another ETag at the second read is an error', async () => {
    const trouble = ({ count }: HubRequest): Trouble | undefined =>
      count > 1 ? { headers: { etag: '"other"' } } : undefined
    const source = await open({ trouble })
    await source.range(10, 20)
    await expect(source.range(20, 30)).rejects.toMatchObject({ code: 'format', message: /changed while it was read/ })
  })

  it('that is listed and then not there is an error, not an empty file', async () => {
    const source = await open({ trouble: () => ({ status: 404, headers: { 'x-error-code': 'EntryNotFound' } }) })
    await expect(read(source)).rejects.toMatchObject({ code: 'input', message: /there is no such file: status 404/ })
    await expect(source.range(0, 10)).rejects.toMatchObject({ code: 'input' })
  })

  it('that stops sending is asked for again', async () => {
    const trouble = ({ count }: HubRequest): Trouble | undefined =>
      count === 1 ? { body: bytes.subarray(0, 1000), headers: { 'content-length': String(bytes.length) } } : undefined
    const source = await open({ trouble }, { timeout: 200 })
    expect((await read(source)).equals(bytes)).toBe(true)
  })
})

describe('reading from the hub', () => {
  it('asks for nothing when a file is empty', async () => {
    const source = await open({}, {}, 'data/empty.jsonl')
    expect([(await read(source)).length, fileRequests().length]).toEqual([0, 0])
  })

  it('keeps the token from every other origin', async () => {
    const source = await open({ large, token: TOKEN }, { token: TOKEN })
    expect((await read(source)).equals(bytes)).toBe(true)
    const of = (place: string) => hub.requests.filter((request) => request.place === place)
    expect(of('hub').every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true)
    expect(of('store').map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  it('tells neither the token nor a signed address', async () => {
    const trouble = ({ place }: HubRequest): Trouble | undefined => (place === 'store' ? { status: 403 } : undefined)
    const source = await open({ large, token: TOKEN, trouble }, { token: TOKEN })
    const error = await read(source).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'input', message: /status 403/ })
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toMatch(/secret/)
  })

  it('knows the hash of a file in the store before it is read', async () => {
    await open({ large })
    const [shard] = await expandHub('hf://datasets/org/set/data/odd name#1.jsonl', { endpoint: hub.endpoint })
    expect(shard?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('ends the request when the reader stops early', async () => {
    const source = await open()
    for await (const _ of source.stream()) break
    expect((await source.range(0, 10)).length).toBe(10)
  })

  it('is stopped by the signal of the run', async () => {
    const stop = new AbortController()
    const source = await open({}, { signal: stop.signal })
    const chunks = source.stream()[Symbol.asyncIterator]()
    await chunks.next()
    stop.abort()
    const rest = (async () => {
      while (!(await chunks.next()).done);
    })()
    await expect(rest).rejects.toMatchObject({ code: 'aborted' })
  })
})
