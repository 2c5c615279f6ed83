import { readFile } from 'node:fs/promises'
import { Catalog, type CatalogIndex, digestOf, indexCatalog, ProvgateError } from '../src/index.ts'
import { errnoOf, reasonOf } from './places/fault.ts'

/** A compiled catalog. */
export interface Compiled {
  readonly catalog: Catalog
  /**
   * Digest of what the file says. A newer provgate may fill in fields that the file does not have: it is the digest of
   * the runs that were made with it nevertheless.
   */
  readonly digest: string
  /** How messages call the file. */
  readonly label: string
}

/**
 * Indexes a compiled catalog under the digest of its file.
 * @throws ProvgateError `catalog` for one that does not hold together
 */
export function indexCompiled({ catalog, digest, label }: Compiled): CatalogIndex {
  try {
    return { ...indexCatalog(catalog), digest }
  } catch (cause) {
    if (!(cause instanceof ProvgateError)) throw cause
    // Nobody mends a compiled file, and what one version compiled another may read otherwise.
    const fix = 'name the `catalog.json` of this version of provgate, or compile it anew'
    throw new ProvgateError('catalog', `\`${label}\`: ${cause.message}`, { file: label, fix, cause })
  }
}

/**
 * Reads a compiled catalog, such as the `catalog.json` that comes with provgate.
 * @param label how messages call the file
 * @throws ProvgateError `catalog` for a file that can not be read or is none
 */
export async function readCompiled(
  path: string,
  label: string,
): Promise<Compiled & { readonly bytes: Uint8Array<ArrayBuffer> }> {
  const fail = (says: string, fix: string, cause?: unknown) =>
    new ProvgateError('catalog', says, { file: label, fix, cause })
  const bytes = await readFile(path).catch((cause: unknown) => {
    const folder = errnoOf(cause) === 'EISDIR' ? '; a folder of catalog files goes under `catalogs`' : ''
    throw fail(
      `catalog \`${label}\` can not be read: ${folder ? 'it is a folder' : reasonOf(cause)}`,
      `name a compiled catalog, the \`catalog.json\` of a version of provgate${folder}`,
      cause,
    )
  })
  const none = `\`${label}\` is no compiled catalog`
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8'
    throw fail(`${none}: ${why}`, 'name the `catalog.json` of a version of provgate, whole and as it was', cause)
  }
  const parsed = Catalog.safeParse(value)
  if (parsed.success) return { catalog: parsed.data, digest: digestOf(value), label, bytes: new Uint8Array(bytes) }
  const unknown = unknownField(parsed.error.issues)
  if (unknown !== undefined)
    throw fail(`${none} that this provgate can read: ${unknown}; a newer provgate made it`, 'update provgate')
  const [issue] = parsed.error.issues
  const at = issue && issue.path.length > 0 ? `${where(issue.path)}: ` : ''
  const why = issue ? issue.message.charAt(0).toLowerCase() + issue.message.slice(1) : 'it is wrong'
  throw fail(
    `${none}: ${at}${why}`,
    'name the `catalog.json` of a version of provgate; if a newer one made it, update provgate',
  )
}

interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly Issue[])[]
}

const where = (path: readonly PropertyKey[]): string => `\`${path.map(String).join('.')}\``

/** The first field that no schema knows, and where it stands. */
function unknownField(issues: readonly Issue[], above: readonly PropertyKey[] = []): string | undefined {
  for (const { code, path, keys, errors } of issues) {
    const at = [...above, ...path]
    if (code === 'unrecognized_keys')
      return `${at.length > 0 ? where(at) : 'it'} has \`${keys?.[0]}\`, which is not known`
    // Of a union any branch may fail on a field that another one has: only what all of them don't know is unknown.
    const branches = (errors ?? []).map((branch) => unknownField(branch, at))
    if (branches.length > 0 && branches.every((found) => found !== undefined)) return branches[0]
  }
  return undefined
}
