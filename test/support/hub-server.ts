import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** A request that the hub or its file store got; `count` is how often this URL was asked for, from 1. */
export interface HubRequest {
  readonly place: 'hub' | 'store'
  readonly method: string
  /** Path and query, still encoded. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly count: number
}

/** How an answer is spoiled. */
export interface Trouble {
  /** Answers with this status and no body. */
  readonly status?: number
  /** Sent beside, or instead of, the right headers; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly ignoreRange?: boolean
  /** Ends the connection after so many bytes of the body. */
  readonly cutAfter?: number
  /** Sends these bytes as the body. */
  readonly body?: string | Uint8Array
  /** Never answers. */
  readonly stall?: boolean
}

export interface HubServerOptions {
  /** Default `org/set`. */
  readonly id?: string
  /** A token that every request to the hub has to bring. */
  readonly token?: string
  readonly gated?: boolean
  /** Entries of one page of a listing; default 1000. */
  readonly page?: number
  /** Files that lie in a store on another origin, reached by a redirect. */
  readonly large?: (path: string) => boolean
  readonly trouble?: (request: HubRequest) => Trouble | undefined
}

export interface HubServer {
  readonly endpoint: string
  /** Commit that `main` names. */
  readonly commit: string
  readonly requests: readonly HubRequest[]
  /** Publishes a folder as the next commit of `main` and gives its id; older commits stay. */
  push(folder: string): string
  close(): Promise<void>
}

const hex = (algorithm: string, ...parts: (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest('hex')
const blobId = (bytes: Uint8Array): string => hex('sha1', `blob ${bytes.length}\0`, bytes)

/** Serves a folder as a dataset repository on loopback, with the calls of the Hub that reading takes. */
export async function startHub(folder: string, options: HubServerOptions = {}): Promise<HubServer> {
  const { id = 'org/set', token, gated = false, page = 1000, large = () => false, trouble = () => undefined } = options
  const commits = new Map<string, string>()
  const requests: HubRequest[] = []
  let main = ''
  const push = (next: string): string => {
    main = hex('sha1', `commit ${commits.size}`)
    commits.set(main, next)
    return main
  }
  push(folder)

  const listen = (place: HubRequest['place'], answer: typeof answerHub): Promise<Server> => {
    const server = createServer((incoming, response) => {
      const { method = '', url = '', headers } = incoming
      const count = requests.filter((earlier) => earlier.url === url && earlier.place === place).length + 1
      const request = { place, method, url, headers, count }
      requests.push(request)
      const spoiled = trouble(request) ?? {}
      if (spoiled.stall) return
      if (spoiled.status !== undefined) return send(response, spoiled.status, '', {}, spoiled)
      answer(incoming, response, spoiled)
    })
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
  }
  const origin = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const refuse = (response: ServerResponse, status: number, code: string): unknown =>
    send(response, status, JSON.stringify({ error: 'Refused' }), {
      'content-type': 'application/json',
      'x-error-code': code,
    })

  function answerHub(incoming: IncomingMessage, response: ServerResponse, spoiled: Trouble): unknown {
    const url = new URL(incoming.url ?? '', endpoint)
    if (token !== undefined && incoming.headers.authorization !== `Bearer ${token}`) {
      return refuse(response, 401, 'RepoNotFound')
    }
    const [, api, , rest = ''] = /^(\/api)?\/(datasets)\/(.*)$/.exec(url.pathname) ?? []
    if (!rest.startsWith(`${id}/`) && rest !== id) return refuse(response, 404, 'RepoNotFound')
    if (gated) return refuse(response, 403, 'GatedRepo')
    const [verb = '', revision = 'main', ...segments] = rest.slice(id.length + 1).split('/')
    const path = segments.map(decodeURIComponent).filter(Boolean).join('/')
    const named = decodeURIComponent(revision)
    const commit = named === 'main' || named === 'HEAD' || named === 'refs/pr/1' ? main : named
    const root = commits.get(commit)
    if (root === undefined) return refuse(response, 404, 'RevisionNotFound')
    if (api && (verb === '' || verb === 'revision')) {
      const info = {
        _id: '1',
        id,
        sha: commit,
        private: false,
        gated: false,
        downloads: 0,
        likes: 0,
        lastModified: '2026-01-01',
      }
      send(response, 200, JSON.stringify(info), { 'content-type': 'application/json' }, spoiled)
    } else if (api && verb === 'tree') sendTree(response, url, root, path, spoiled)
    else if (!api && verb === 'resolve') sendFile(incoming, response, { root, path, commit }, spoiled)
    else refuse(response, 404, 'EntryNotFound')
  }

  function sendTree(response: ServerResponse, url: URL, root: string, path: string, spoiled: Trouble): unknown {
    const recursive = url.searchParams.get('recursive') === 'true'
    const all = entriesOf(root, path, recursive)
    if (all === undefined) return refuse(response, 404, 'EntryNotFound')
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const next = new URL(url)
    next.searchParams.set('cursor', String(from + page))
    const link = from + page < all.length ? { link: `<${next.href}>; rel="next"` } : {}
    const entries = all.slice(from, from + page).map((entry) => {
      if (entry.type === 'directory') return { ...entry, oid: hex('sha1', entry.path), size: 0 }
      const bytes = readFileSync(join(root, entry.path))
      if (!large(entry.path)) return { ...entry, oid: blobId(bytes), size: bytes.length }
      const lfs = { oid: hex('sha256', bytes), size: bytes.length, pointerSize: 127 }
      return { ...entry, oid: hex('sha1', 'pointer', lfs.oid), size: bytes.length, lfs }
    })
    send(response, 200, JSON.stringify(entries), { 'content-type': 'application/json', ...link }, spoiled)
  }

  interface Wanted {
    readonly root: string
    readonly path: string
    readonly commit: string
  }
  function sendFile(incoming: IncomingMessage, response: ServerResponse, wanted: Wanted, spoiled: Trouble): unknown {
    const bytes = bytesOf(join(wanted.root, wanted.path))
    if (bytes === undefined) return refuse(response, 404, 'EntryNotFound')
    const commit = { 'x-repo-commit': wanted.commit }
    if (!large(wanted.path))
      return sendBytes(incoming, response, bytes, { ...commit, etag: `"${blobId(bytes)}"` }, spoiled)
    const location = `${origin(store)}/${wanted.commit}/${encodeURIComponent(wanted.path)}?signature=secret`
    const linked = { 'x-linked-etag': `"${hex('sha256', bytes)}"`, 'x-linked-size': String(bytes.length) }
    send(response, 302, '', { ...commit, ...linked, location }, spoiled)
  }

  function answerStore(incoming: IncomingMessage, response: ServerResponse, spoiled: Trouble): void {
    const [, commit = '', path = ''] = new URL(incoming.url ?? '', endpoint).pathname.split('/')
    const bytes = bytesOf(join(commits.get(commit) ?? '/nowhere', decodeURIComponent(path)))
    if (bytes === undefined) send(response, 404, '', {}, spoiled)
    else sendBytes(incoming, response, bytes, { etag: `"store-${bytes.length}"` }, spoiled)
  }

  let endpoint = 'http://127.0.0.1'
  const [hub, store] = await Promise.all([listen('hub', answerHub), listen('store', answerStore)])
  endpoint = origin(hub)
  const stop = (server: Server): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    endpoint,
    get commit() {
      return main
    },
    requests,
    push,
    close: async () => void (await Promise.all([stop(hub), stop(store)])),
  }
}

type Headers = Readonly<Record<string, string | undefined>>

function sendBytes(
  { headers }: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  head: Headers,
  spoiled: Trouble,
): unknown {
  const range = spoiled.ignoreRange ? null : /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '')
  if (!range) return send(response, 200, bytes, { ...head, 'accept-ranges': 'bytes' }, spoiled)
  const [from, to] = [Number(range[1]), Math.min(bytes.length, range[2] ? Number(range[2]) + 1 : bytes.length)]
  if (from >= bytes.length) return send(response, 416, '', { 'content-range': `bytes */${bytes.length}` }, spoiled)
  send(
    response,
    206,
    bytes.subarray(from, to),
    { ...head, 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` },
    spoiled,
  )
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  head: Headers,
  spoiled: Trouble = {},
): void {
  const bytes = Buffer.from(spoiled.body ?? body)
  const headers = { ...head, 'content-length': String(bytes.length), ...spoiled.headers }
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value)
  response.writeHead(spoiled.status ?? status)
  const silent = response.req.method === 'HEAD'
  if (spoiled.cutAfter === undefined) response.end(silent ? undefined : bytes)
  else response.write(bytes.subarray(0, spoiled.cutAfter), () => response.destroy())
}

const bytesOf = (path: string): Buffer | undefined =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined

interface Entry {
  readonly type: 'file' | 'directory'
  readonly path: string
}

function entriesOf(root: string, folder: string, recursive: boolean): Entry[] | undefined {
  if (!statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()) return undefined
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): Entry[] => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (!entry.isDirectory()) return [{ type: 'file', path }]
      return [{ type: 'directory', path }, ...(recursive ? (entriesOf(root, path, true) ?? []) : [])]
    })
}
