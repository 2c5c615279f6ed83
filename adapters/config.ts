import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  builtinCatalog as builtin,
  type CatalogIndex,
  Config,
  indexCatalog,
  mergeCatalogs,
  type PlaceOf,
  ProvgateError,
} from '../src/index.ts'
import { type Joined, NO_JOINS } from './engines/context.ts'
import { reasonOf } from './places/fault.ts'

/** A configuration with what it brings along. */
export interface Loaded {
  readonly config: Config
  readonly catalog: CatalogIndex
  readonly joins: Joined
  /** The file it came from, or undefined when none was found. */
  readonly file: string | undefined
}

/**
 * Reads a configuration file.
 * @throws ProvgateError `config` with file, line and fix
 */
export async function readConfig(file: string, label = file): Promise<Config> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new ProvgateError('config', `configuration \`${label}\` can not be read: ${reasonOf(cause)}`, {
      file: label,
      fix: 'check the path, or write one with `provgate init`',
      cause,
    })
  }
  const { parseYaml } = await import('./yaml.ts')
  return parseYaml(text, label, Config)
}

/** Loads the catalogs and joined files that a configuration names, relative to `folder`. */
export async function loadParts(
  config: Config,
  folder: string,
  warn: (line: string) => void,
): Promise<Pick<Loaded, 'catalog' | 'joins'>> {
  let merged = builtin
  let placeOf: PlaceOf | undefined
  for (const path of config.catalogs) {
    const { placeOf: places, readCatalogFolder } = await import('./catalog-files.ts')
    placeOf = places
    const added = await readCatalogFolder(resolve(folder, path), `${merged.version}+${path}`, path)
    const { catalog, overridden } = mergeCatalogs(merged, added)
    if (overridden.length > 0) warn(`catalog \`${path}\` overrides ${overridden.join(', ')}`)
    merged = catalog
  }
  const joins =
    config.joins.length === 0 ? NO_JOINS : await (await import('./joins.ts')).readJoins(config.joins, folder)
  return { catalog: indexCatalog(merged, placeOf), joins }
}

/** The `provgate.yaml` of a folder or of one above it. */
export async function discoverConfig(cwd: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, 'provgate.yaml')
    const found = await readFile(file).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    )
    if (found) return file
    if (dirname(folder) === folder) return undefined
  }
}
