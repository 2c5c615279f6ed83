import { ProvgateError } from '../../src/index.ts'

/** What the Hub's error codes mean, and where it gives none, its statuses. */
const SAYS: Readonly<Record<string, string>> = {
  RepoNotFound: 'there is no such dataset, or it is private',
  RevisionNotFound: 'there is no such revision',
  EntryNotFound: 'there is no such file',
  GatedRepo: 'its owner asks for an agreement first',
  DisabledRepo: 'the dataset was disabled',
  401: 'the hub wants a token that may read it',
  403: 'the hub forbids it',
  404: 'the hub does not have it',
}

/** The error for an answer that no further attempt would change. */
export function refusal(
  what: string,
  { status, headers }: Response,
  endpoint: string,
  hasToken: boolean,
): ProvgateError {
  const code = headers.get('x-error-code') ?? ''
  const says = SAYS[code] ?? SAYS[status]
  const fix =
    code === 'GatedRepo'
      ? `ask for access on the page of the dataset at ${endpoint}, with the account of the token`
      : status !== 401 && status !== 403
        ? 'check its name and revision'
        : hasToken
          ? 'check what the token may read'
          : 'check the name, and set HF_TOKEN if the dataset is private or gated'
  const message = `can not read \`${what}\`: ${says === undefined ? '' : `${says}: `}status ${status}`
  return new ProvgateError('input', message, { file: what, fix })
}

/** Checks the address of a hub. */
export function readEndpoint(text: string | undefined): string {
  const url = URL.canParse(text || 'https://huggingface.co') ? new URL(text || 'https://huggingface.co') : undefined
  // an address with a password in it must not be told either
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new ProvgateError('config', 'the endpoint of the hub is not a plain http or https address', {
      fix: 'set HF_ENDPOINT to an address such as https://huggingface.co',
    })
  }
  return url.href.replace(/\/+$/, '')
}

/** Checks a token before it goes into a header, whose errors would tell it. */
export function readToken(text: string | undefined): string | undefined {
  const token = text?.trim()
  if (token === undefined || token === '') return undefined
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new ProvgateError('config', 'the token for the hub has characters that no token has', {
    fix: 'set HF_TOKEN to the token alone',
  })
}
