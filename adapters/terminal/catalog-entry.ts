import { type CatalogIndex, type Entry, reviewOf, reviewWords } from '../../src/index.ts'
import { paragraph } from './catalog-table.ts'
import { termsLines } from './catalog-terms.ts'
import type { Style } from './table.ts'

/** An entry of the catalog as a lawyer reads it. */
export function entryLines(entry: Entry, index: CatalogIndex, width: number, style: Style): string[] {
  const field = (name: string, text: string | readonly string[] | null | undefined): string[] => {
    const words = typeof text === 'string' ? text : (text ?? []).join(', ')
    return words === '' ? [] : paragraph(words, width, 14, `  ${name}`)
  }
  switch (entry.kind) {
    case 'terms':
      return termsLines(entry, index, width, style)
    case 'issuer': {
      const { id, name, aliases, channels, hosts, tuning, markets } = entry.issuer
      return [
        `issuer ${id}: ${name}`,
        ...field('also', aliases),
        ...Object.entries(channels).flatMap(([door, refs]) => field('door', `${door}: ${refs.join(', ')}`)),
        ...Object.entries(hosts).flatMap(([door, refs]) =>
          field('host', `${door}, for others' models: ${refs.join(', ')}`),
        ),
        ...field('tuning', tuning),
        ...markets.flatMap((market) => [
          ...field('market', `${market.id}${market.says ? `: ${market.says}` : ''}`),
          ...field('', market.yes.length > 0 ? `competes: ${market.yes.join(', ')}` : ''),
          ...field('', market.no.length > 0 ? `does not: ${market.no.join(', ')}; others are unclear` : ''),
          ...field('', reviewWords(market)),
        ]),
        ...field('review', reviewWords(entry.issuer)),
      ]
    }
    case 'model': {
      const { model, name, unlisted, implies, host, doors } = entry
      return [
        ...paragraph(`model ${model.id}${name === model.id ? '' : `, by the name \`${name}\``}`, width, 0),
        ...field('issuer', model.issuer),
        ...field('released', model.released ?? 'not known'),
        ...field('weights', model.open ? 'published' : 'not published'),
        ...field('beyond', unlisted && `${unlisted}: an unknown layer is added`),
        ...field('implies', implies && `door ${implies}`),
        ...field('host', host),
        ...field('behind', model.behind === 'unknown' ? 'which model answers is not published' : ''),
        ...Object.entries(doors).flatMap(([door, refs]) => field('door', `${door}: ${refs.join(', ')}`)),
        ...model.lineage.flatMap(({ relation, to, terms, channel, from, until, says }) => {
          const days = from || until ? `${from ?? '…'} to ${until ?? '…'}` : ''
          const parts = [relation, to ?? '', terms ? `(${terms})` : '', channel ? `through ${channel}` : '', days]
          return field('lineage', `${parts.filter((part) => part !== '').join(' ')}${says ? `: ${says}` : ''}`)
        }),
        ...field('parts', model.parts),
        ...field('traits', model.traits),
        ...field('names', model.family),
        ...field('then', model.tails),
        ...field('accounts', model.orgs),
        ...field('examples', model.examples),
        ...field('', model.says),
        ...field('review', reviewWords(model)),
      ]
    }
    case 'license':
      return [`license ${entry.text}`, ...licenseLines(entry.license, field)]
    case 'dataset': {
      const { id, aliases, name, licenses, sources, says, evidence } = entry.dataset
      return [
        `dataset ${id}${name ? `: ${name}` : ''}`,
        ...field('also', aliases),
        ...licenses.flatMap(({ license, from, to, source }) => {
          const days = from || to ? `, ${from ?? '…'} to ${to ?? 'now'}` : ''
          return field('license', `${[license].flat().join(' and ')}${days}${source ? ` (${source})` : ''}`)
        }),
        ...sources.flatMap((source) => field('made from', JSON.stringify(source))),
        ...field('', says),
        ...field('evidence', evidence),
        ...field('review', reviewWords(entry.dataset)),
      ]
    }
    case 'convention': {
      const { id, says, detect, sources } = entry.convention
      return [
        `convention ${id}`,
        ...field('', says),
        ...field('columns', detect?.columns),
        ...sources.flatMap((source) => field('source', JSON.stringify(source))),
        ...field('review', reviewWords(entry.convention)),
      ]
    }
    case 'platform':
    case 'signal': {
      const { name, aliases, hosts, values, free, terms } = entry.binding
      return [
        `${entry.kind} ${name}`,
        ...field('also', aliases),
        ...field('hosts', hosts),
        ...field('reserves', values.map(String)),
        ...field('free', free.map(String)),
        ...field('terms', terms),
        ...field('review', reviewWords(entry.binding)),
      ]
    }
  }
}

type License = Extract<Entry, { kind: 'license' }>['license']

function licenseLines(tree: License, field: (name: string, text: string | null | undefined) => string[]): string[] {
  if (tree.op === 'unknown') return field('unknown', `\`${tree.text}\``)
  if (tree.op !== 'alias')
    return tree.of.flatMap((part, i) => [
      ...(i > 0 ? [tree.op === 'or' ? '  or, as the licensee chooses' : '  and'] : []),
      ...licenseLines(part, field),
    ])
  const { text, spdx, terms, same, says } = tree.alias
  const how = {
    text: 'this very license was read',
    class: `read as another of its class${reviewOf(tree.alias) ? '' : '; unreviewed: undetermined at most'}`,
    assumed: 'only assumed to read like these terms: undetermined at most',
  }[same]
  return [
    ...field('text', `\`${text}\``),
    ...field('spdx', spdx),
    ...field('terms', terms.join(' or ')),
    ...field('same', how),
    ...field('', says),
    ...field('review', reviewWords(tree.alias)),
  ]
}
