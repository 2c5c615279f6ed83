import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { expandHub, type HubOptions } from '../adapters/places/hub.ts'
import { type HubServer, type HubServerOptions, startHub } from './support/hub-server.ts'

const TOKEN = 'hf_secretsecret'
let root = ''
let hub: HubServer
const at = (...parts: string[]): string => join(root, ...parts)
const FILES = [
  'README.md',
  'a.jsonl',
  'data/b.jsonl',
  'data/deep/c.parquet',
  'data/odd name#1.jsonl',
  'data/z[1].jsonl',
  'other/ä?.jsonl',
]

async function serve(options: HubServerOptions = {}): Promise<void> {
  await hub?.close()
  hub = await startHub(at('v1'), options)
}
const sleeps: number[] = []
const expand = (uri: string, options: HubOptions & { accept?: (name: string) => boolean } = {}) =>
  expandHub(`hf://datasets/${uri}`, {
    endpoint: hub.endpoint,
    token: '',
    sleep: async (ms) => sleeps.push(ms),
    ...options,
  })
const names = async (...args: Parameters<typeof expand>): Promise<string[]> =>
  (await expand(...args)).map(({ name }) => name)

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'place-hub-'))
  for (const name of [...FILES.map((file) => `v1/${file}`), 'v2/a.jsonl', 'v2/new.jsonl']) {
    await mkdir(dirname(at(name)), { recursive: true })
    await writeFile(at(name), `${name}\n`)
  }
})
afterEach(() => {
  vi.unstubAllEnvs()
  sleeps.length = 0
})
afterAll(async () => {
  await hub.close()
  await rm(root, { recursive: true })
})

describe('a dataset on the Hub', () => {
  it('is all its files, or a folder, a file or a pattern of them', async () => {
    await serve()
    const text = (name: string): boolean => /\.(jsonl|parquet)$/.test(name)
    expect(await names('org/set')).toEqual(FILES)
    expect(await names('org/set', { accept: text })).toEqual(FILES.slice(1))
    expect(await names('org/set/data', { accept: text })).toEqual(FILES.slice(2, 6))
    expect(await names('org/set@main/data/odd name#1.jsonl')).toEqual(['data/odd name#1.jsonl'])
    expect(await names('org/set/data/*.jsonl')).toEqual(['data/b.jsonl', 'data/odd name#1.jsonl', 'data/z[1].jsonl'])
    expect(await names('org/set/data/z[1].jsonl')).toEqual(['data/z[1].jsonl'])
    expect(await names('org/set/**/*.{parquet,md}')).toEqual(['README.md', 'data/deep/c.parquet'])
    expect(await names('org/set/*.jsonl', { accept: text })).toEqual(['a.jsonl'])
    expect(await names('org/set/README.md', { accept: text })).toEqual(['README.md'])
    expect((await expand('org/set@main/other'))[0]?.label).toBe('hf://datasets/org/set@main/other/ä?.jsonl')
  })

  it('is found by the old ids without an owner', async () => {
    await serve({ id: 'squad' })
    expect(await names('squad')).toEqual(FILES)
    expect(await names('squad@main/a.jsonl')).toEqual(['a.jsonl'])
  })

  it('is listed to its last page', async () => {
    await serve({ page: 2 })
    expect(await names('org/set')).toEqual(FILES)
  })

  it('is listed to its last page, however the next one is told', async () => {
    const TOLD: readonly ((url: string) => string)[] = [
      (url) => `<${url.replace(hub.endpoint, '')}>; rel="next"`,
      (url) => `<${url}>;rel=next`,
      (url) => `<${hub.endpoint}/first>; rel="first", <${url}>; title="x"; rel="next"`,
    ]
    for (const told of TOLD) {
      await serve({
        page: 4,
        trouble: ({ url }) => {
          if (!url.includes('/tree/') || url.includes('cursor')) return undefined
          return { headers: { link: told(`${hub.endpoint}${url}&cursor=4`) } }
        },
      })
      expect(await names('org/set')).toEqual(FILES)
    }
  })

  it('without an end is an error', async () => {
    await serve({
      trouble: ({ url }) => (url.includes('/tree/') ? { headers: { link: `<${url}>; rel="next"` } } : undefined),
    })
    await expect(expand('org/set')).rejects.toMatchObject({ code: 'format', message: /no end/ })
  })

  it('is pinned to the commit that its revision names at first', async () => {
    await serve()
    const first = hub.commit
    const before = await expand('org/set/a.jsonl')
    hub.push(at('v2'))
    const [old] = before
    const source = await old?.open()
    const chunks: Uint8Array[] = []
    for await (const chunk of source?.stream() ?? []) chunks.push(chunk)
    expect([old?.commit, Buffer.concat(chunks).toString()]).toEqual([first, 'v1/a.jsonl\n'])
    expect(await names('org/set')).toEqual(['a.jsonl', 'new.jsonl'])
    expect(await names(`org/set@${first}`)).toEqual(FILES)
    expect(await names('org/set@refs/pr/1/new.jsonl')).toEqual(['new.jsonl'])
    const asked = hub.requests.filter(({ url }) => /\/(tree|resolve)\//.test(url))
    expect(asked.every(({ url }) => /\/(tree|resolve)\/[0-9a-f]{40}[/?]/.test(url))).toBe(true)
  })

  it('that answers with another commit than the one asked for is an error', async () => {
    const sha = 'a'.repeat(40)
    await serve({
      trouble: ({ url }) => (url.includes('/revision/') ? { body: JSON.stringify({ id: 'org/set', sha }) } : undefined),
    })
    await expect(expand(`org/set@${hub.commit}`)).rejects.toMatchObject({ code: 'format', message: /another commit/ })
    await serve({
      trouble: ({ url }) => (url.includes('/revision/') ? { body: '{"id":"org/set","sha":"main"}' } : undefined),
    })
    await expect(expand('org/set')).rejects.toMatchObject({ code: 'format', message: /no commit/ })
  })

  const LISTED: readonly [what: string, body: string][] = [
    ['a path that leaves the repository', '[{"type":"file","path":"../../../api/whoami-v2","size":1,"oid":"a"}]'],
    ['a path that is not text', '[{"type":"file","path":7,"size":1}]'],
    ['a file without a size', '[{"type":"file","path":"a.jsonl"}]'],
    ['something else than a list', '{"error":"later"}'],
    ['no JSON', '<html>'],
    ['null', '[null]'],
  ]
  for (const [what, body] of LISTED) {
    it(`that lists ${what} is an error`, async () => {
      await serve({ trouble: ({ url }) => (url.includes('/tree/') ? { body } : undefined) })
      await expect(expand('org/set')).rejects.toMatchObject({ name: 'ProvgateError', code: 'format' })
    })
  }

  it('says nothing on stdout', async () => {
    await serve({ page: 2 })
    const out = vi.spyOn(process.stdout, 'write')
    await expand('org/set')
    expect(out).not.toHaveBeenCalled()
    out.mockRestore()
  })
})

describe('the endpoint and the token', () => {
  it('come from the environment', async () => {
    await serve({ token: TOKEN })
    vi.stubEnv('HF_ENDPOINT', `${hub.endpoint}/`)
    vi.stubEnv('HF_TOKEN', `${TOKEN}\n`)
    expect((await expandHub('hf://datasets/org/set')).map(({ name }) => name)).toEqual(FILES)
  })

  it('may be any token that a header can carry', async () => {
    await serve({ token: 'not-hf' })
    expect(await names('org/set', { token: 'not-hf' })).toEqual(FILES)
  })

  it('that make no sense are refused, and not repeated', async () => {
    for (const endpoint of ['no url', 'ftp://host', 'https://me:hf_pass@host', 'https://host/?token=hf_pass']) {
      const error = await expand('org/set', { endpoint }).catch((reason) => reason)
      expect(error).toMatchObject({ code: 'config', fix: /HF_ENDPOINT/ })
      expect(String(error.stack)).not.toContain('hf_pass')
    }
    const error = await expand('org/set', { token: 'hf_pass\nx-evil: 1' }).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'config' })
    expect(String(error.stack)).not.toContain('hf_pass')
  })

  const REFUSED: readonly [what: string, options: HubServerOptions, uri: string, message: RegExp, fix: RegExp][] = [
    ['wants a token', { token: 'other' }, 'org/set', /`hf:\/\/datasets\/org\/set`: .*status 401/, /token/i],
    ['wants an agreement', { gated: true }, 'org/set', /agreement first: status 403/, /ask for access/],
    ['has no such dataset', {}, 'org/none', /no such dataset.*404/, /check its name/],
    ['has no such revision', {}, 'org/set@v9', /no such revision: status 404/, /revision/],
    ['has no such folder', {}, 'org/set/gone/a.jsonl', /`hf:\/\/datasets\/org\/set\/gone`: .*404/, /name/],
  ]
  for (const [what, options, uri, message, fix] of REFUSED) {
    it(`are told when the hub ${what}, without the token`, async () => {
      await serve(options)
      const error = await expand(uri, { token: TOKEN }).catch((reason) => reason)
      expect(error).toMatchObject({ code: 'input', message, fix })
      expect(JSON.stringify([error.message, error.stack, error.fix, String(error.cause)])).not.toContain(TOKEN)
      expect(sleeps).toEqual([])
    })
  }

  it('find nothing', async () => {
    await serve()
    await expect(expand('org/set/gone.jsonl')).rejects.toThrow('`hf://datasets/org/set/gone.jsonl` does not exist')
    await expect(expand('org/set/data/*.csv')).rejects.toThrow('no file matches `hf://datasets/org/set/data/*.csv`')
    await expect(expand('org/set', { accept: () => false })).rejects.toMatchObject({
      code: 'input',
      message: /holds no file/,
    })
  })
})

describe('a hub in trouble', () => {
  it('is asked again, after growing pauses, and as long as it says', async () => {
    await serve({
      trouble: ({ count, url }) => {
        if (url.includes('/revision/')) return count < 3 ? { status: 503 } : undefined
        return count < 2 ? { status: 429, headers: { 'retry-after': '7' } } : undefined
      },
    })
    expect(await names('org/set')).toEqual(FILES)
    const [first = 0, second = 0, third = 0, ...rest] = sleeps
    expect([first >= 375, first <= 625, second >= 750, second <= 1250, third, rest]).toEqual([
      true,
      true,
      true,
      true,
      7000,
      [],
    ])
  })

  it('is asked again when a listing breaks off', async () => {
    await serve({ trouble: ({ count, url }) => (url.includes('/tree/') && count < 3 ? { cutAfter: 40 } : undefined) })
    expect(await names('org/set')).toEqual(FILES)
  })

  it('is given up in the end', async () => {
    await serve({ trouble: () => ({ status: 500 }) })
    await expect(expand('org/set', { attempts: 3 })).rejects.toMatchObject({
      code: 'input',
      message: 'can not read `hf://datasets/org/set`: the hub answered 500, 3 times',
    })
    expect([hub.requests.length, sleeps.length]).toEqual([3, 2])
  })

  it('does not answer: the attempt ends', async () => {
    await serve({ trouble: ({ count }) => (count === 1 ? { stall: true } : undefined) })
    expect(await names('org/set', { timeout: 200 })).toEqual(FILES)
    const fetch = (): Promise<Response> => new Promise(() => undefined)
    await expect(expand('org/set', { timeout: 10, attempts: 2, fetch })).rejects.toThrow(
      'no answer: nothing came for 0.01 s, 2 times',
    )
  })

  it('is not there', async () => {
    await serve()
    const { endpoint } = hub
    await hub.close()
    await expect(expand('org/set', { endpoint, token: TOKEN })).rejects.toMatchObject({
      code: 'input',
      message: 'can not read `hf://datasets/org/set`: no answer: connection refused, 5 times',
    })
  })

  it('redirects without end, or to an unsafe place', async () => {
    await serve({ trouble: ({ url }) => ({ status: 302, headers: { location: url } }) })
    await expect(expand('org/set')).rejects.toMatchObject({ code: 'input', message: /without end/ })
    const fetch = async (): Promise<Response> =>
      new Response(null, { status: 302, headers: { location: 'http://host/' } })
    const unsafe = expand('org/set', { endpoint: 'https://host', fetch })
    await expect(unsafe).rejects.toMatchObject({ code: 'input', message: /unsafe/ })
  })

  it('is left when the run is stopped', async () => {
    const stop = new AbortController()
    await serve({ trouble: () => ({ stall: true }) })
    const waiting = expand('org/set', { signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
  })
})
