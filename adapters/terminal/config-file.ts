import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import builtin from '../../schemas/builtin.js'
import { Config } from '../../schemas/config.ts'
import { Target } from '../../schemas/target.ts'
import { type CatalogIndex, indexCatalog } from '../../src/catalog.ts'
import type { Joins } from '../../src/convention.ts'
import { ProvgateError } from '../../src/errors.ts'
import { mergeCatalogs } from '../../src/merge.ts'
import { readJoins } from '../joins.ts'
import { type Options, textOf, type Values, type World } from './command.ts'

/** A configuration with what it brings along. */
export interface Loaded {
  readonly config: Config
  readonly catalog: CatalogIndex
  readonly joins: Joins
  /** The file it came from, or undefined when none was found. */
  readonly file: string | undefined
}

export const CONFIG_OPTIONS: Options = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    says: 'configuration; default: `provgate.yaml` here or in a folder above',
  },
  target: { type: 'string', value: 'JSON', says: 'a target instead of the one in the configuration' },
}

/**
 * Loads the configuration that `--config` names or that lies in this folder or one above it, its catalogs and joins.
 * @throws ProvgateError `config` with file, line and fix, before the first byte of data is read
 */
export async function loadConfig(values: Values, world: World, { optional = false } = {}): Promise<Loaded> {
  const named = textOf(values, 'config')
  const file = named === undefined ? await discover(world.cwd) : resolve(world.cwd, named)
  const json = textOf(values, 'target')
  let config: Config
  if (file === undefined) {
    if (!optional && json === undefined)
      throw new ProvgateError('config', 'no `provgate.yaml` is in this folder or one above it', {
        fix: 'write one with `provgate init`, or name one with `--config`',
      })
    config = Config.parse({ target: {} })
  } else config = await readConfig(file, named ?? 'provgate.yaml')
  if (json !== undefined) config = { ...config, target: readTarget(json) }

  const folder = file === undefined ? world.cwd : dirname(file)
  let merged = builtin
  for (const path of config.catalogs) {
    const { readCatalogFolder } = await import('../catalog-files.ts')
    const added = await readCatalogFolder(resolve(folder, path), `${merged.version}+${path}`, path)
    const { catalog, overridden } = mergeCatalogs(merged, added)
    if (overridden.length > 0) world.err(`catalog \`${path}\` overrides ${overridden.join(', ')}`)
    merged = catalog
  }
  return { config, catalog: indexCatalog(merged), joins: await readJoins(config.joins, folder), file }
}

async function readConfig(file: string, label: string): Promise<Config> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new ProvgateError(
      'config',
      `configuration \`${label}\` can not be read: ${(cause as NodeJS.ErrnoException).code}`,
      {
        file: label,
        fix: 'check the path, or write one with `provgate init`',
        cause,
      },
    )
  }
  const { parseYaml } = await import('../yaml.ts')
  return parseYaml(text, label, Config)
}

function readTarget(json: string): Target {
  try {
    return Target.parse(JSON.parse(json))
  } catch (cause) {
    const issue = (cause as { issues?: { path: PropertyKey[]; message: string }[] }).issues?.[0]
    const why = issue ? `\`${issue.path.join('.')}\`: ${issue.message}` : (cause as Error).message
    throw new ProvgateError('usage', `--target: ${why}`, { fix: 'see `provgate schema target`', cause })
  }
}

async function discover(cwd: string): Promise<string | undefined> {
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
