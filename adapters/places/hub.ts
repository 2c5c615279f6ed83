import { ProvgateError } from '../../src/index.ts'
import { compileGlob, isGlob, splitGlob } from './glob.ts'
import { type HubOptions, hubClient } from './hub-client.ts'
import { type HubFile, hubFile } from './hub-file.ts'
import { type HubRepo, pinRepo } from './hub-list.ts'
import { encodePath, type HubAddress, parseHubUri } from './hub-uri.ts'
import { type Accept, byBytes, type Shard } from './shard.ts'

export type { HubOptions } from './hub-client.ts'

/** A file on the Hub, at the commit that its revision named when it was found. */
export interface HubShard extends Shard {
  readonly commit: string
  /** SHA-256 of its bytes, where the Hub knows it. */
  readonly sha256?: string
}

/**
 * The files of a dataset on the Hub: all of it, a folder, a file or a glob below
 * `hf://datasets/ORG/NAME[@REVISION]`. Names are the paths in the repository, sorted by their bytes.
 */
export async function expandHub(
  uri: string,
  { accept = () => true, ...options }: HubOptions & { readonly accept?: Accept } = {},
): Promise<readonly HubShard[]> {
  const address = parseHubUri(uri)
  const client = hubClient(options)
  const repo = await pinRepo(client, await import('@huggingface/hub'), address)
  const base = `${client.endpoint}/datasets/${address.id}/resolve/${repo.commit}`

  const found = new Map<string, HubShard>()
  for await (const { path, size, oid, lfs } of await choose(repo, address, uri, accept)) {
    const label = `${address.root}/${path}`
    const url = `${base}/${encodePath(path)}`
    const file: HubFile = { label, url, commit: repo.commit, size, oid: lfs ? undefined : oid, sha256: lfs?.oid }
    found.set(path, {
      name: path,
      label,
      commit: repo.commit,
      ...(lfs && { sha256: lfs.oid }),
      open: async () => hubFile(client, file),
    })
  }
  return [...found.values()].sort((a, b) => byBytes(a.name, b.name))
}

type Entries = ReturnType<HubRepo['list']>
type Entry = Entries extends AsyncGenerator<infer T> ? T : never

/** The entries that the path means; a file that is named outright is not asked about with `accept`. */
async function choose(repo: HubRepo, { path }: HubAddress, uri: string, accept: Accept): Promise<Entries> {
  const empty = `\`${uri}\` holds no file that can be read as records`
  if (path === '') return files(repo.list('', true), accept, empty)
  if (isGlob(path)) {
    const { base, rest } = splitGlob(path)
    const glob = compileGlob(rest)
    const below = base === '' ? 0 : base.length + 1
    const all: Entry[] = []
    for await (const entry of repo.list(base, rest.includes('/') || rest.includes('**'))) all.push(entry)
    const named = all.filter((entry) => entry.path === path)
    if (named.length > 0) return files(named, () => true, empty)
    return files(all, (name) => glob.test(name.slice(below)) && accept(name), `no file matches \`${uri}\``)
  }
  for await (const entry of repo.list(path.slice(0, Math.max(0, path.lastIndexOf('/'))), false)) {
    if (entry.path !== path) continue
    return entry.type === 'directory' ? files(repo.list(path, true), accept, empty) : files([entry], () => true, empty)
  }
  throw new ProvgateError('input', `\`${uri}\` does not exist`, { file: uri })
}

async function* files(entries: Entries | readonly Entry[], wants: Accept, none: string): Entries {
  let any = false
  for await (const entry of entries) {
    if (entry.type === 'directory' || !wants(entry.path)) continue
    if (entry.type !== 'file') throw new ProvgateError('unsupported', `\`${entry.path}\` in the dataset is not a file`)
    any = true
    yield entry
  }
  if (!any) throw new ProvgateError('input', none)
}
