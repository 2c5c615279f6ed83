import type { Binding as Platform } from '../schemas/catalog.ts'
import type { Source } from '../schemas/provenance.ts'
import type { Binding, Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { all, bindRef, type Scope, spanOf } from './scope.ts'

export { bindSignals } from './identify-signal.ts'

/** Rules of the platform that a source names, or that its URL is on. They bind by collection. */
export function bindPlatform(source: Source, context: Context, { catalog, asOf }: Scope): readonly Binding[] {
  const { at } = context
  const named = source.platform === undefined ? undefined : findPlatform(source.platform, catalog)
  const found = new Set([named, hostPlatform(source.url, catalog)].filter((platform) => platform !== undefined))
  const collected = spanOf(source.collected, asOf)
  // Nothing was collected before it was published: without a day of collection, that day is a lower bound only.
  const { lo, hi } = context.span
  const since = { lo, hi: context.dated && hi > asOf ? hi : asOf }
  const span =
    collected === undefined
      ? since
      : collected.hi < lo
        ? context.wide // the two days contradict each other, and neither is known
        : { lo: collected.lo < lo ? lo : collected.lo, hi: collected.hi }
  const wide = collected === undefined ? context.wide : since
  const rulesOf = ({ terms }: Platform): Binding =>
    all(
      terms.map((ref) =>
        bindRef(ref, { ...context, span, wide, dated: context.dated || collected !== undefined }, catalog),
      ),
    )
  const layers = [...found].map(rulesOf)
  if (source.platform !== undefined && named === undefined) {
    const note: Binding = {
      op: 'note',
      code: 'unknown-platform',
      at,
      says: `the rules of platform \`${source.platform}\` are not in the catalog`,
    }
    const near = nearPlatform(source.platform, catalog)
    if (near === undefined || found.has(near)) layers.push(note)
    else
      layers.push({
        op: 'candidates',
        at,
        fact: 'platform',
        of: [
          { label: near.name, of: rulesOf(near) },
          { label: 'another platform', of: note },
        ],
      })
  }
  return layers
}

/** The platform that a text names, by its name or by one of its hosts. */
export function findPlatform(name: string, catalog: CatalogIndex): Platform | undefined {
  return catalog.platforms.get(name.toLowerCase()) ?? hostPlatform(name, catalog)
}

/** More words than the name of any platform has. */
const WORDS = 16

/** A platform whose name stands among the words of another: `reddit-comments` may be of it. */
function nearPlatform(name: string, { platforms }: CatalogIndex): Platform | undefined {
  const words = name.toLowerCase().split(/[^a-z0-9]+/, WORDS)
  for (let from = 0; from < words.length; from++)
    for (let to = words.length; to > from; to--) {
      const part = words.slice(from, to).join('-')
      const found = part.length > 2 ? (platforms.get(part) ?? platforms.get(part.replaceAll('-', ' '))) : undefined
      if (found) return found
    }
  return undefined
}

function hostPlatform(url: string | undefined, catalog: CatalogIndex) {
  if (url === undefined) return undefined
  const host = hostOf(url)
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const found = catalog.platformHosts.get(name)
    if (found) return found
  }
  return undefined
}

/** The host of a URL in lower case; of text that is no URL, the text itself. */
export function hostOf(url: string): string {
  try {
    // The rules for hosts of the web hold whatever the scheme: other schemes keep case and escapes.
    return new URL(`https://${url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')}`).hostname.replace(/\.+$/, '')
  } catch {
    return url.toLowerCase()
  }
}
