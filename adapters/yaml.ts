import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ProvgateError } from '../src/errors.ts'

/**
 * Reads YAML text by a schema. Duplicate keys, unknown tags, aliases and unknown fields are refused, each with the
 * file, the line and the fix.
 */
export function parseYaml<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  code: 'config' | 'catalog' = 'config',
): T {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, maxAliasCount: 0, strict: true } as never)
  const problem = doc.errors[0] ?? doc.warnings[0]
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0])
    throw new ProvgateError(code, `\`${file}\` line ${line}, column ${col}: ${lower(problem.message)}`, {
      file,
      fix: 'mend the YAML at that line',
    })
  }
  let value: unknown
  try {
    value = doc.toJS({ maxAliasCount: 0 })
  } catch (cause) {
    throw new ProvgateError(code, `\`${file}\`: ${lower((cause as Error).message)}`, {
      file,
      fix: 'write aliases out',
      cause,
    })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = deepest(parsed.error.issues)
  const at = lineOf(doc.contents, issue.path, lines)
  const name = issue.path.length > 0 ? `\`${issue.path.map(String).join('.')}\`: ` : ''
  throw new ProvgateError(code, `\`${file}\` line ${at}: ${name}${lower(issue.message)}`, {
    file,
    fix: fixOf(issue),
  })
}

type Issue = z.core.$ZodIssue

/** In a union every branch complains; the one that got furthest is what the author meant. */
function deepest(issues: readonly Issue[]): Issue {
  const issue = issues[0] as Issue
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue
  const inner = issue.errors
    .map((branch) => deepest(branch as Issue[]))
    .map((found) => ({ ...found, path: [...issue.path, ...found.path] }) as Issue)
  const furthest = Math.max(...inner.map((found) => found.path.length))
  const best = inner.filter((found) => found.path.length === furthest)
  return best.length === 1 || furthest > issue.path.length ? (best[0] as Issue) : issue
}

function fixOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return `remove \`${issue.keys.join('`, `')}\`, or look for a misspelling`
  if (issue.code === 'invalid_value')
    return `use one of ${issue.values.map((value) => `\`${String(value)}\``).join(', ')}`
  if (issue.code === 'custom') return 'see the message'
  return 'see `provgate schema` for what may stand there'
}

/** Line of the node at a path, or of the nearest one above it that is there. */
function lineOf(root: unknown, path: readonly PropertyKey[], lines: LineCounter): number {
  let node = root
  let line = 1
  for (const step of [undefined, ...path]) {
    if (step !== undefined) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
        if (!pair) break
        if (isScalar(pair.key) && pair.key.range) line = lines.linePos(pair.key.range[0]).line
        node = pair.value
        continue
      }
      if (isSeq(node)) node = node.items[Number(step)]
      else break
    }
    if (node && typeof node === 'object' && 'range' in node && !isAlias(node) && node.range)
      line = lines.linePos((node.range as [number])[0]).line
  }
  return line
}

const lower = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '')
