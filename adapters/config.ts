import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  builtinCatalog as builtin,
  type CatalogIndex,
  Config,
  indexCatalog,
  isOlder,
  mergeCatalogs,
  type PlaceOf,
  ProvgateError,
} from '../src/index.ts'
import type { Compiled } from './catalog-json.ts'
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
  const base = await readBase(config, folder)
  if (config.catalog !== undefined && isOlder(base.catalog, builtin))
    warn(
      `catalog \`${config.catalog}\` (${base.catalog.version}) is older than the one that comes with provgate (${builtin.version})`,
    )
  const catalog = await layCatalogs(base, config, folder, warn)
  const joins =
    config.joins.length === 0 ? NO_JOINS : await (await import('./joins.ts')).readJoins(config.joins, folder)
  return { catalog, joins }
}

/** A catalog that others are laid over: a compiled one, or the built-in one. */
export type Base = Compiled | { readonly catalog: typeof builtin }

/** A catalog by itself. */
export async function indexBase(base: Base): Promise<CatalogIndex> {
  return 'label' in base ? (await import('./catalog-json.ts')).indexCompiled(base) : indexCatalog(base.catalog)
}

/**
 * The catalog under all others: the compiled one that a configuration names, or the built-in one.
 * @throws ProvgateError `catalog` for a file that can not be read or is none
 */
export async function readBase({ catalog }: Config, folder: string): Promise<Base> {
  if (catalog === undefined) return { catalog: builtin }
  const { readCompiled } = await import('./catalog-json.ts')
  return readCompiled(resolve(folder, catalog), catalog)
}

/**
 * Lays the catalog folders of a configuration over a catalog, each over those before it.
 * @param warn told of every entry that is overridden
 * @throws ProvgateError `catalog` when they do not hold together
 */
export async function layCatalogs(
  base: Base,
  { catalogs }: Config,
  folder: string,
  warn: (line: string) => void,
): Promise<CatalogIndex> {
  if (catalogs.length === 0) return indexBase(base)
  let merged = base.catalog
  let placeOf: PlaceOf | undefined
  for (const path of catalogs) {
    const { placeOf: places, readCatalogFolder } = await import('./catalog-files.ts')
    placeOf = places
    const added = await readCatalogFolder(resolve(folder, path), `${merged.version}+${path}`, path)
    const { catalog, overridden } = mergeCatalogs(merged, added)
    if (overridden.length > 0) warn(`catalog \`${path}\` overrides ${overridden.join(', ')}`)
    merged = catalog
  }
  return indexCatalog(merged, placeOf)
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
