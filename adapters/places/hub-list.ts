import type { ListFileEntry } from '@huggingface/hub'
import { ProvgateError } from '../../src/index.ts'
import type { HubClient, Outcome } from './hub-client.ts'
import type { HubAddress } from './hub-uri.ts'
import { encodePath, isPlainPath } from './hub-uri.ts'

/** Bytes of one page of a listing. */
const PAGE = 64 * 1024 * 1024
const LINK = /<([^>]*)>([^<]*)/g

type Library = typeof import('@huggingface/hub')

/** A repository at one commit. */
export interface HubRepo {
  readonly commit: string
  /** What lies in a folder, or below it. */
  list(folder: string, recursive: boolean): AsyncGenerator<ListFileEntry>
}

/** Finds the commit that a revision names now; all later requests are about that commit. */
export async function pinRepo(client: HubClient, library: Library, address: HubAddress): Promise<HubRepo> {
  const { id, root, revision = 'main' } = address
  const wrong = (why: string): ProvgateError => new ProvgateError('format', `\`${root}\`: ${why}`, { file: root })
  const hubUrl = client.endpoint
  const info = { name: id, revision, hubUrl, additionalFields: ['sha' as const], fetch: apiFetch(client, root) }
  const { sha: commit } = await said(root, () => library.datasetInfo(info))
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))
    throw wrong('the hub named no commit')
  if (/^[0-9a-f]{40}$/.test(revision) && revision !== commit) throw wrong('the hub answered with another commit')

  async function* list(folder: string, recursive: boolean): AsyncGenerator<ListFileEntry> {
    const path = encodePath(folder)
    const label = folder === '' ? root : `${root}/${folder}`
    const fetch = apiFetch(client, label)
    const repo = { type: 'dataset' as const, name: id }
    const entries = library.listFiles({ repo, revision: commit, recursive, path, hubUrl, fetch })
    for (;;) {
      const { done, value } = await said(label, () => entries.next())
      if (done) return
      if (typeof value?.path !== 'string' || !isPlainPath(value.path)) throw wrong('the hub lists a path that is none')
      if (value.type === 'file' && !(Number.isSafeInteger(value.size) && value.size >= 0)) {
        throw wrong(`the hub lists \`${value.path}\` without a size`)
      }
      yield value
    }
  }
  return { commit, list }
}

/** A fetch for the library: retries, whole pages, no page twice, and `Link` headers in the one form that it reads. */
function apiFetch(client: HubClient, what: string): typeof fetch {
  const seen = new Set<string>()
  return async (input) => {
    const url = String(input)
    if (seen.has(url)) throw new ProvgateError('format', `\`${what}\`: the hub's listing has no end`, { file: what })
    seen.add(url)
    return client.retry(what, async (): Promise<Outcome<Response>> => {
      const { response, body } = await client.get(url, what, { accept: 'application/json' })
      const parts: Uint8Array[] = []
      let size = 0
      try {
        for await (const chunk of body()) {
          size += chunk.length
          if (size > PAGE) break
          parts.push(chunk)
        }
      } catch (cause) {
        return { again: 'the answer broke off', cause }
      }
      if (size > PAGE) throw new ProvgateError('limit', `\`${what}\`: the hub's answer is too long`, { file: what })
      const link = nextOf(response.headers.get('link') ?? '', url)
      return { value: new Response(new Blob(parts as BlobPart[]), link === undefined ? {} : { headers: { link } }) }
    })
  }
}

/** The library overlooks a next page that is told in any but its own words, and with it all files there. */
function nextOf(header: string, base: string): string | undefined {
  for (const [, url = '', rest = ''] of header.matchAll(LINK)) {
    if (/;\s*rel\s*=\s*"?next"?/i.test(rest)) return `<${new URL(url, base).href}>; rel="next"`
  }
  return undefined
}

/** Errors of the library itself, as of an answer that is no JSON. */
async function said<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (cause instanceof ProvgateError) throw cause
    throw new ProvgateError('format', `\`${what}\`: the hub's answer can not be read`, { file: what, cause })
  }
}
