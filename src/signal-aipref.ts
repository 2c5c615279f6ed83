import { type Member, readDictionary } from './signal-dictionary.ts'
import { foldSignalName } from './signal-name.ts'
import { linesOf, partOf, type ReadSignal, type Statement } from './signal-statement.ts'

const LINE = /^(?:content-(?:usage|signals?)[ \t]*:[ \t]*)?(?:(\/[^ \t]*)(?:[ \t]+|$))?(.*)$/is

/**
 * Statements of preference of AIPREF, and Content Signals, which are written the same way: `train-ai=n, search=y`. Each
 * line is a statement, which may begin with the name of its header and, as a rule of a robots.txt, with a path. Each
 * label has a signal of its own. Any disallowing counts: that of all mining too, where training is allowed beside it.
 */
export const readAipref: ReadSignal = (text) => {
  const statements: Statement[] = []
  for (const line of linesOf(text)) {
    const [, path, rest = ''] = LINE.exec(line) ?? []
    const members = readDictionary(rest)
    if (members === undefined) return undefined
    for (const member of members) statements.push(...stated(member).map((said) => ({ ...said, part: partOf(path) })))
  }
  return statements
}

/** Words of labels by which training or mining may be meant: of these, what nobody knows is not ignored. */
const TOUCHING: ReadonlySet<string> = new Set(
  'ai all any bots data genai learn learning llm mine mining ml model models tdm train training'.split(' '),
)

/** Labels that nobody knows are ignored, and so is what is no preference, unless they may mean training. */
function stated([label, value]: Member): Statement[] {
  const touches = foldSignalName(label)
    .split(/[-*]/)
    .some((word) => word === '' || TOUCHING.has(word))
  if (value === undefined) return touches ? [{ signal: label, value: 'no word' }] : []
  return [{ signal: label, value, harmless: !touches }]
}
