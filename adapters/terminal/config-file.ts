import { dirname, resolve } from 'node:path'
import { Config, ProvgateError, Target } from '../../src/index.ts'
import { discoverConfig, type Loaded, loadParts, readConfig } from '../config.ts'
import { type Options, textOf, type Values, type World } from './command.ts'
import { jsonFlag } from './json-flag.ts'

/** Flags of all commands that read a configuration. */
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
  const file = named === undefined ? await discoverConfig(world.cwd) : resolve(world.cwd, named)
  const json = textOf(values, 'target')
  let config: Config
  if (file === undefined) {
    if (!optional && json === undefined)
      throw new ProvgateError('config', 'no `provgate.yaml` is in this folder or one above it', {
        fix: 'write one with `provgate init`, or name one with `--config`',
      })
    config = Config.parse({ target: {} })
  } else config = await readConfig(file, named ?? 'provgate.yaml')
  if (json !== undefined) config = { ...config, target: jsonFlag('target', json, Target, 'target') }

  const folder = file === undefined ? world.cwd : dirname(file)
  return { config, ...(await loadParts(config, folder, world.err)), file }
}
