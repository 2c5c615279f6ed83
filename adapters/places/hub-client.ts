import { setTimeout as delay } from 'node:timers/promises'
import { ProvgateError } from '../../src/index.ts'
import { reasonOf } from './fault.ts'
import { readEndpoint, readToken, refusal } from './hub-access.ts'
import { chunksOf, stopwatch } from './stopwatch.ts'

/** How to reach a hub; all but the signal have defaults. */
export interface HubOptions {
  /** Base URL; default `HF_ENDPOINT`, else the public Hub. */
  readonly endpoint?: string
  /** Default `HF_TOKEN`. Sent to the endpoint only, and never told in a message. */
  readonly token?: string
  readonly fetch?: typeof fetch
  /** Waits between attempts, in milliseconds. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>
  /** Attempts of one request, default 5. */
  readonly attempts?: number
  /** Milliseconds without an answer, or between two chunks, after which an attempt has failed; default 60,000. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

/** A good answer, with what the Hub says of the file at any of the redirects. */
export interface Answer {
  readonly response: Response
  /** ETag of the file, without quotes; of the content where the Hub names that. */
  readonly etag: string | undefined
  /** Commit that the Hub answered from. */
  readonly commit: string | undefined
  /** The body, with a time limit on each chunk. */
  body(): AsyncGenerator<Uint8Array>
  /** Leaves the body unread. */
  drop(): void
}

export interface HubClient {
  readonly endpoint: string
  readonly attempts: number
  /** GET with retries; anything but a 2xx is an error. `what` names the thing in messages. */
  get(url: string, what: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Runs until it gives a value; bounded, with growing pauses. */
  retry<T>(what: string, run: () => Promise<Outcome<T>>): Promise<T>
  pause(attempt: number, after?: number): Promise<void>
}

/** A value, or why to try again, after how many milliseconds at least. */
export type Outcome<T> = { readonly value: T } | { readonly again: string; readonly after?: number; cause?: unknown }

const AGAIN: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])
const HOPS = 5
const LONGEST = 300_000

/** A client that retries, keeps the token to its endpoint, and says which thing could not be read. */
export function hubClient(options: HubOptions = {}): HubClient {
  const {
    attempts = 5,
    timeout = 60_000,
    signal,
    sleep = (ms, stop) => delay(ms, undefined, { signal: stop }),
  } = options
  const call = options.fetch ?? globalThis.fetch
  const endpoint = readEndpoint(options.endpoint ?? process.env.HF_ENDPOINT)
  const token = readToken(options.token ?? process.env.HF_TOKEN)
  const { origin } = new URL(endpoint)

  const stopIfAsked = (): void => {
    if (signal?.aborted) throw new ProvgateError('aborted', 'the run was stopped', { cause: signal.reason })
  }

  async function pause(attempt: number, after = 0): Promise<void> {
    const growing = 500 * 2 ** attempt * (0.75 + Math.random() / 2)
    await sleep(Math.min(Math.max(growing, after), LONGEST), signal).catch(() => undefined)
    stopIfAsked()
  }

  async function retry<T>(what: string, run: () => Promise<Outcome<T>>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      stopIfAsked()
      const outcome = await run()
      if ('value' in outcome) return outcome.value
      stopIfAsked()
      if (attempt >= attempts) {
        const message = `can not read \`${what}\`: ${outcome.again}, ${attempts} times`
        throw new ProvgateError('input', message, { file: what, cause: outcome.cause })
      }
      await pause(attempt - 1, outcome.after)
    }
  }

  /** One attempt, redirects followed by hand: the token stays at home, and the headers on the way are seen. */
  async function once(
    start: string,
    what: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Outcome<Answer>> {
    let url = new URL(start)
    let [etag, commit]: (string | undefined)[] = []
    for (let hop = 0; hop <= HOPS; hop++) {
      const watch = stopwatch(timeout, signal)
      const authorization = token !== undefined && url.origin === origin ? { authorization: `Bearer ${token}` } : {}
      let response: Response
      try {
        response = await watch.race(
          call(url.href, {
            headers: { 'user-agent': 'provgate', 'accept-encoding': 'identity', ...headers, ...authorization },
            redirect: 'manual',
            signal: watch.signal,
          }),
        )
      } catch (cause) {
        return { again: `no answer: ${deepest(cause)}`, cause }
      }
      etag ??= bare(response.headers.get('x-linked-etag'))
      commit ??= response.headers.get('x-repo-commit') ?? undefined
      const { status } = response
      if (response.ok) {
        etag ??= bare(response.headers.get('etag'))
        return { value: { response, etag, commit, body: () => chunksOf(response, watch), drop: watch.stop } }
      }
      watch.stop()
      const location = response.headers.get('location')
      if (status >= 300 && status < 400 && location !== null && URL.canParse(location, url.href)) {
        const next = new URL(location, url)
        if (next.protocol !== url.protocol && next.protocol !== 'https:') {
          throw new ProvgateError('input', `can not read \`${what}\`: the hub redirects to an unsafe place`, {
            file: what,
          })
        }
        url = next
      } else if (AGAIN.has(status)) return { again: `the hub answered ${status}`, after: retryAfter(response) }
      else throw refusal(what, response, endpoint, token !== undefined)
    }
    throw new ProvgateError('input', `can not read \`${what}\`: the hub redirects without end`, { file: what })
  }

  return {
    endpoint,
    attempts,
    pause,
    retry,
    get: (url, what, headers = {}) => retry(what, () => once(url, what, headers)),
  }
}

const bare = (etag: string | null): string | undefined => etag?.replace(/^W\//, '').replaceAll('"', '') || undefined

function retryAfter({ headers }: Response): number {
  const text = headers.get('retry-after') ?? ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) && ms > 0 ? ms : 0
}

function deepest(error: unknown): string {
  let at = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  return reasonOf(at)
}
