import { ProvgateError } from '../../src/index.ts'

/** A dataset on the Hub, and what of it is meant. */
export interface HubAddress {
  /** `org/name`, or `name` for the old ones without an owner. */
  readonly id: string
  /** Branch, tag, commit or ref; undefined is the main branch. */
  readonly revision: string | undefined
  /** A path or glob in the repository, empty for all of it. */
  readonly path: string
  /** The address as the user wrote it up to the path, for messages. */
  readonly root: string
}

const SCHEME = 'hf://datasets/'
const PART = /^[A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?$/
const SPECIAL = /^(refs\/(?:convert\/[^/]+|pr\/\d+))(?:\/|$)/

/**
 * Reads `hf://datasets/ORG/NAME[@REVISION][/PATH]`. A dataset without an owner is `hf://datasets/NAME`, and with a
 * path `hf://datasets/NAME@REVISION/PATH`. A slash in a revision is `%2F`, but for `refs/convert/…` and `refs/pr/…`.
 */
export function parseHubUri(uri: string): HubAddress {
  const wrong = (why: string): ProvgateError =>
    new ProvgateError('usage', `\`${uri}\` ${why}`, { fix: `write ${SCHEME}ORG/NAME[@REVISION][/PATH]` })
  if (!uri.startsWith(SCHEME)) throw wrong('is not a dataset on the Hub')
  const segments = uri.slice(SCHEME.length).replace(/\/+$/, '').split('/')
  const owned = segments.length > 1 && !segments[0]?.includes('@')
  const [last = '', ...refs] = (segments[owned ? 1 : 0] ?? '').split('@')
  const id = owned ? `${segments[0]}/${last}` : last
  if (!id.split('/').every((part) => PART.test(part) && !part.includes('..'))) throw wrong('has no valid dataset id')

  let path = segments.slice(owned ? 2 : 1).join('/')
  let revision = refs.length > 0 ? decode(refs.join('@')) : undefined
  if (refs.length > 0 && (revision === undefined || revision === '')) throw wrong('has no valid revision after its `@`')
  const special = revision === 'refs' ? SPECIAL.exec(`refs/${path}`) : null
  if (special?.[1]) {
    path = `refs/${path}`.slice(special[0].length)
    revision = special[1]
  }
  if (path !== '' && !isPlainPath(path)) throw wrong('has a path that does not stay in the repository')
  const at = path === '' ? segments.join('/') : segments.join('/').slice(0, -path.length - 1)
  return { id, revision, path, root: SCHEME + at }
}

/** Whether a path stays where it is put: no empty, `.` or `..` segment, no NUL. */
export const isPlainPath = (path: string): boolean =>
  !path.includes('\0') && path.split('/').every((segment) => !['', '.', '..'].includes(segment))

/** A path as part of a URL: `odd name#1.jsonl` is one segment. */
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
