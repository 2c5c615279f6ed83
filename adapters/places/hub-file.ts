import { createHash } from 'node:crypto'
import { type ByteSource, ProvgateError } from '../../src/index.ts'
import type { Answer, HubClient } from './hub-client.ts'

/** A file of a pinned commit, as the listing has it. */
export interface HubFile {
  readonly label: string
  readonly url: string
  readonly commit: string
  readonly size: number
  /** Git's id of the file in the repository: for a file stored beside it, of a pointer. */
  readonly oid?: string | undefined
  /** SHA-256 of a file that is stored beside the repository. */
  readonly sha256?: string | undefined
}

/** Bytes after which a cut connection counts as a new one, and not as the next failure. */
const PROGRESS = 1024 * 1024

/**
 * A file on the Hub. A whole read is resumed when the connection breaks, and its bytes are held against the hash in
 * the commit; a range is held against its exact limits. Every answer has to be of the same commit and ETag.
 */
export function hubFile(client: HubClient, file: HubFile): ByteSource & Required<Pick<ByteSource, 'range' | 'size'>> {
  const { label, size, url } = file
  let etag: string | undefined
  const wrong = (why: string, code: 'format' | 'truncated' | 'unsupported' = 'format'): ProvgateError =>
    new ProvgateError(code, `can not read \`${label}\`: ${why}`, { file: label })

  /** An answer to a request for these bytes, and to no other. */
  async function ask(from: number, to: number): Promise<Answer> {
    const part = from > 0 || to < size
    const answer = await client.get(url, label, part ? { range: `bytes=${from}-${to - 1}` } : {})
    const why = objection(answer, from, to, part)
    if (why === undefined) return answer
    answer.drop()
    throw wrong(why, part && answer.response.status === 200 ? 'unsupported' : 'format')
  }

  function objection(
    { response, commit, etag: tag }: Answer,
    from: number,
    to: number,
    part: boolean,
  ): string | undefined {
    const { status, headers } = response
    const range = headers.get('content-range')
    const length = headers.get('content-length')
    if (part && status === 200) return 'the server does not serve parts of files'
    if (status !== (part ? 206 : 200))
      return `the server answered ${status} to a request for ${part ? 'a part' : 'all of it'}`
    if (part && range !== `bytes ${from}-${to - 1}/${size}`)
      return 'the server sent another part of the file than asked'
    if ((headers.get('content-encoding') ?? 'identity') !== 'identity') return 'the server sent it encoded'
    if (length !== null && Number(length) !== to - from) return `it has ${length} bytes, not the ${to - from} asked for`
    if (commit !== undefined && commit !== file.commit) return 'the hub answered from another commit'
    if (tag === undefined) return 'the server sends no ETag, so that reads may mix two versions'
    if (etag !== undefined && tag !== etag) return 'it changed while it was read'
    etag = tag
    return undefined
  }

  /** The bytes from one place to another; asks again for what a broken connection left out. */
  async function* pull(from: number, to: number): AsyncGenerator<Uint8Array> {
    let [at, failures] = [from, 0]
    while (at < to) {
      const { body } = await ask(at, to)
      const start = at
      let cause: unknown
      const chunks = body()
      try {
        for (;;) {
          const next = await chunks.next().catch((error: unknown) => {
            cause = error
          })
          if (!next || next.done) break
          at += next.value.length
          if (at > to) throw wrong('the server sent more than it said')
          yield next.value
        }
      } finally {
        await chunks.return(undefined)
      }
      if (at === to) return
      failures = at - start >= PROGRESS ? 0 : failures + 1
      if (failures >= client.attempts) {
        const message = `\`${label}\` broke off at byte ${at} of ${size}, ${failures} times`
        throw new ProvgateError('truncated', message, { file: label, cause })
      }
      await client.pause(failures)
    }
  }

  return {
    name: label,
    size,
    async *stream() {
      const hash = hashOf(file)
      for await (const chunk of pull(0, size)) {
        hash?.update(chunk)
        yield chunk
      }
      if (hash && hash.digest('hex') !== (file.sha256 ?? file.oid)) throw wrong('its bytes are not those of its commit')
    },
    async range(from, to) {
      if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= from && from <= to)) {
        throw wrong(`it refers to bytes ${from} to ${to}, which can not be`)
      }
      if (to > size) throw wrong(`it ends at byte ${size}, before byte ${to}`, 'truncated')
      const bytes = new Uint8Array(to - from)
      let at = 0
      for await (const chunk of pull(from, to)) {
        bytes.set(chunk, at)
        at += chunk.length
      }
      return bytes
    },
  }
}

/** The hash that the commit holds: of the content, or Git's own of a blob. */
function hashOf({ sha256, oid, size }: HubFile): ReturnType<typeof createHash> | undefined {
  if (sha256 !== undefined) return createHash('sha256')
  if (oid === undefined) return undefined
  return createHash(oid.length === 64 ? 'sha256' : 'sha1').update(`blob ${size}\0`)
}
