import { Document, isScalar, visit } from 'yaml'

/** Columns of a line. */
const WIDTH = 118

/** Data as YAML text that a person reads and edits: lists of words on one line, sentences folded. */
export function yamlOf(data: object): string {
  const doc = new Document(data)
  visit(doc, {
    // A list of words is easier to read on one line.
    Seq(_, node) {
      const words = node.items.map((item) => (isScalar(item) ? String(item.value) : undefined))
      if (words.every((word) => word !== undefined && !word.includes('://')))
        node.flow = words.join(', ').length < WIDTH * 2
    },
  })
  return doc.toString({ lineWidth: WIDTH, flowCollectionPadding: false })
}
