import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Catalog, type CatalogIndex, indexCatalog, mergeCatalogs, ProvgateError } from '../../src/index.ts'
import { reasonOf } from '../places/fault.ts'

/**
 * Reads an older catalog: a compiled JSON file or a folder of catalog files; of several, each is laid over those before
 * it, as `catalogs` of a configuration are.
 * @param version what folders are called, so that their digest is that of the run
 * @throws ProvgateError `catalog` for what is none
 */
export async function readOldCatalog(paths: readonly string[], version: string, cwd: string): Promise<CatalogIndex> {
  let merged: Catalog | undefined
  let plain = true
  for (const path of paths) {
    const there = await stat(resolve(cwd, path)).catch((cause: unknown) => {
      throw new ProvgateError('catalog', `catalog \`${path}\` can not be read: ${reasonOf(cause)}`, {
        file: path,
        fix: 'name a compiled catalog (JSON) or a folder of catalog files',
        cause,
      })
    })
    let next: Catalog
    if (there.isDirectory()) {
      const { readCatalogFolder } = await import('../catalog-files.ts')
      next = await readCatalogFolder(resolve(cwd, path), version, path)
      plain = false
    } else next = await readCompiled(resolve(cwd, path), path)
    if (merged !== undefined) plain = false
    merged = merged === undefined ? next : mergeCatalogs(merged, next).catalog
  }
  return indexCatalog(plain ? merged! : { ...merged!, version })
}

async function readCompiled(file: string, label: string): Promise<Catalog> {
  const fail = (why: string, cause?: unknown): ProvgateError =>
    new ProvgateError('catalog', `\`${label}\` is no compiled catalog: ${why}`, {
      file: label,
      fix: 'name the `catalog.json` of the version that made the ledger, or a folder of catalog files',
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw fail(cause instanceof SyntaxError ? 'it is not JSON' : reasonOf(cause), cause)
  }
  const parsed = Catalog.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw fail(`${issue?.path.length ? `\`${issue.path.join('.')}\`: ` : ''}${issue?.message}`)
}
