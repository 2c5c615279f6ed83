import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Catalog, type CatalogIndex, indexCatalog, mergeCatalogs } from '../../src/index.ts'
import { indexCompiled, readCompiled } from '../catalog-json.ts'

/**
 * Reads an older catalog: a compiled JSON file or a folder of catalog files; of several, each is laid over those before
 * it, as `catalogs` of a configuration are over its `catalog`.
 * @param version what folders are called, so that their digest is that of the run
 * @throws ProvgateError `catalog` for what is none
 */
export async function readOldCatalog(paths: readonly string[], version: string, cwd: string): Promise<CatalogIndex> {
  let merged: Catalog | undefined
  for (const path of paths) {
    const next = await readOne(path, version, cwd)
    if (paths.length === 1 && 'digest' in next) return indexCompiled(next)
    merged = merged === undefined ? next.catalog : mergeCatalogs(merged, next.catalog).catalog
  }
  return indexCatalog({ ...merged!, version })
}

async function readOne(path: string, version: string, cwd: string) {
  const found = await stat(resolve(cwd, path)).catch(() => undefined)
  if (!found?.isDirectory()) return readCompiled(resolve(cwd, path), path)
  const { readCatalogFolder } = await import('../catalog-files.ts')
  return { catalog: await readCatalogFolder(resolve(cwd, path), version, path) }
}
