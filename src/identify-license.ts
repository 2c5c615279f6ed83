import type { Binding, Context } from './binding.ts'
import type { CatalogIndex } from './catalog.ts'
import { foldLicense, type LicenseTree, readLicense } from './license.ts'
import { reviewOf } from './review.ts'
import { all, bindRef } from './scope.ts'

/** A license text as layers: AND means all of them, OR is the licensee's choice, what is not known is an unknown layer. */
export function bindLicense(text: string, context: Context, catalog: CatalogIndex): Binding {
  return bindTree(readLicense(text, catalog.licenses), context, catalog)
}

/** Whether a license text is a label that says that no license is given. */
export const grantsNothing = (text: string, { licenses }: CatalogIndex): boolean =>
  licenses.get(foldLicense(text))?.grants === 'nothing'

function bindTree(tree: LicenseTree, context: Context, catalog: CatalogIndex): Binding {
  const { at } = context
  switch (tree.op) {
    case 'unknown':
      return {
        op: 'unknown',
        code: 'unknown-license',
        at,
        says: `license \`${tree.text}\` is neither an id that the catalog knows nor an SPDX expression of such ids`,
        missing: 'license',
        fix: 'write an SPDX expression or a hub id, or add a curation with evidence',
      }
    case 'and':
      return all(tree.of.map((part) => bindTree(part, context, catalog)))
    case 'or':
      return {
        op: 'choose',
        at,
        of: tree.of.map((part) => ({ label: labelOf(part), of: bindTree(part, context, catalog) })),
      }
    case 'alias': {
      const { alias } = tree
      const [first = '', ...more] = alias.terms
      const of: Binding =
        more.length === 0
          ? bindRef(first, context, catalog)
          : {
              op: 'candidates',
              at,
              fact: 'license',
              of: alias.terms.map((ref) => ({ label: ref, of: bindRef(ref, context, catalog) })),
            }
      if (alias.grants === 'nothing') return { op: 'unlicensed', at, missing: 'license', held: of }
      const read = alias.same === 'text' || (alias.same === 'class' && reviewOf(alias) !== undefined)
      return read ? of : { op: 'assumed', of, alias, at }
    }
  }
}

function labelOf(tree: LicenseTree): string {
  if (tree.op === 'alias') return tree.alias.text
  if (tree.op === 'unknown') return tree.text
  return tree.of.map(labelOf).join(` ${tree.op} `)
}
