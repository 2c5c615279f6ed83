import { realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { builtinCatalog, Config, isOlder, ProvgateError } from '../../src/index.ts'
import { indexCompiled, readCompiled } from '../catalog-json.ts'
import { discoverConfig, indexBase, layCatalogs, readBase, readConfig } from '../config.ts'
import { createFile } from '../places/create.ts'
import { errnoOf } from '../places/fault.ts'
import { widthOf } from './catalog-table.ts'
import { confirm } from './catalog-update-ask.ts'
import { compareSides, type Side } from './catalog-update-compare.ts'
import { updateText } from './catalog-update-text.ts'
import { type Command, textOf, type Values, type World } from './command.ts'
import { CONFIG_OPTIONS } from './config-file.ts'
import { EXIT, printable } from './exit.ts'

/** Where a catalog is kept that the configuration does not name yet. */
const KEPT = 'provgate.catalog.json'

export const update: Command = {
  name: 'catalog update',
  usage: 'catalog update FILE [options]',
  says: [
    'Takes a newer catalog, the `catalog.json` of a newer provgate. First it prints what changes: in words, in rulings',
    '(the looser ones first), and in the ledgers that `--ledger` names. Then it asks; nothing is written without a yes.',
    'It is written to the `catalog` of the configuration, else beside it, with the line to add. No other ledgers are read.',
  ].join('\n'),
  options: {
    config: CONFIG_OPTIONS.config!,
    ledger: { type: 'string', value: 'FILE', multiple: true, says: 'ledger of an earlier run; may be repeated' },
    yes: { type: 'boolean', short: 'y', says: 'take it without asking, also one that is older' },
    json: { type: 'boolean', says: 'all that changes, as JSON; does not ask' },
  },
  async run([name, ...more], values, world) {
    if (name === undefined || more.length > 0)
      throw new ProvgateError('usage', '`provgate catalog update` takes one catalog', {
        fix: 'provgate catalog update node_modules/provgate/dist/schemas/catalog.json',
      })
    const place = await openPlace(values, world)
    const { config, folder } = place
    const newer = await readCompiled(resolve(world.cwd, name), name)
    const bare = indexCompiled(newer)
    const to = { bare, laid: await laidOver(bare, newer, config, folder, world.err) }
    const from = place.from
    const [same, older] = [bare.digest === from.bare.digest, isOlder(bare.catalog, from.bare.catalog)]
    const ledgers = (Array.isArray(values.ledger) ? values.ledger : []).map(String)
    const changes = await compareSides({ from, to, config, declared: place.file !== undefined, ledgers }, world)
    // The configuration may name a file that nobody has written yet.
    const idle = same && !place.unusable
    const takes = idle ? null : { file: place.label, line: place.line ?? null }
    if (values.json === true)
      await world.out(`${JSON.stringify({ update: 'provgate/1', same, older, takes, ...changes }, null, 2)}\n`)
    else await world.out(updateText(changes, { same, older }, widthOf(world), world))
    if (idle) {
      world.err('the catalog in use is this one already')
      return EXIT.done
    }
    if (!(await mayTake(name, older, place.label, values, world))) return EXIT.done
    world.signal.throwIfAborted()
    await write(place.path, newer.bytes)
    world.err(
      `\`${place.label}\` is catalog ${bare.catalog.version} (${bare.digest.slice(0, 12)})${older ? ', a downgrade' : ''}`,
    )
    if (place.line !== undefined) {
      const where = place.file === undefined ? '`provgate.yaml`; `provgate init` writes one' : `\`${place.file}\``
      world.err(`it is not in use yet: add this line to ${where}\n\n  ${place.line}\n`)
    }
    return EXIT.done
  },
}

/** What is in use, and where a newer catalog would be kept. */
interface Place {
  readonly config: Config
  readonly folder: string
  /** The configuration as messages call it; undefined without one. */
  readonly file: string | undefined
  readonly from: Side
  /** Whether the configuration names a catalog that is not there, or that this provgate can't use. */
  readonly unusable: boolean
  readonly path: string
  readonly label: string
  /** What the configuration lacks; undefined when it names the catalog. */
  readonly line: string | undefined
}

async function openPlace(values: Values, world: World): Promise<Place> {
  const named = textOf(values, 'config')
  const found = named === undefined ? await discoverConfig(world.cwd) : resolve(world.cwd, named)
  const file = found && (named ?? (relative(world.cwd, found) || found))
  const config = found === undefined ? Config.parse({ target: {} }) : await readConfig(found, file)
  const folder = found === undefined ? world.cwd : dirname(found)
  const path = config.catalog === undefined ? join(folder, KEPT) : resolve(folder, config.catalog)
  const label = relative(world.cwd, path) || path
  const { base, bare, unusable } = await inUse(config, folder, label, world)
  const from = { bare, laid: await laidOver(bare, base, config, folder, () => undefined) }
  const line = config.catalog === undefined ? `catalog: ${KEPT}` : undefined
  return { config, folder, file, from, unusable, path, label, line }
}

/** Without folders to lay over it, a catalog is not indexed once more. */
const laidOver = (bare: Side['bare'], ...[base, config, ...rest]: Parameters<typeof layCatalogs>) =>
  config.catalogs.length === 0 ? bare : layCatalogs(base, config, ...rest)

/** The catalog of the configuration. Where that one can not be used, the built-in one: an update is what mends it. */
async function inUse(config: Config, folder: string, label: string, world: World) {
  try {
    const base = await readBase(config, folder)
    return { base, bare: await indexBase(base), unusable: false }
  } catch (error) {
    if (!(error instanceof ProvgateError) || error.code !== 'catalog' || config.catalog === undefined) throw error
    const why = errnoOf(error.cause) === 'ENOENT' ? `\`${label}\` is not there yet` : printable(error.message)
    world.err(`${why}: compared with the catalog that comes with provgate`)
    const base = { catalog: builtinCatalog }
    return { base, bare: await indexBase(base), unusable: true }
  }
}

/** Whether a person or a flag said yes; an older catalog is taken by the flag only. */
async function mayTake(name: string, older: boolean, label: string, values: Values, world: World): Promise<boolean> {
  if (values.yes === true) return true
  if (older)
    throw new ProvgateError('usage', `\`${name}\` is older than the catalog in use`, {
      file: name,
      fix: 'name a newer one; --yes takes it all the same',
    })
  const said = values.json === true ? undefined : await confirm(`write it to \`${label}\`?`, world)
  if (said === true) return true
  world.err(said === false ? 'nothing was changed' : `nothing was changed; --yes writes it to \`${label}\``)
  return false
}

/** Writes the very bytes that were compared, in one step; behind a symbolic link, where it leads. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const sink = await createFile(await realpath(path).catch(() => path))
  try {
    await sink.write(bytes)
    await sink.close()
  } catch (error) {
    await sink.abort()
    throw error
  }
}
