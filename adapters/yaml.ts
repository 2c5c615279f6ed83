import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml'
import type { z } from 'zod'
import { ProvgateError } from '../src/index.ts'

/**
 * Reads YAML text by a schema. Duplicate keys, unknown tags, aliases and unknown fields are refused, each with the
 * file, the line and the fix. A catalog file has to end with a line break: one that does not may be cut off.
 */
export function parseYaml<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  code: 'config' | 'catalog' = 'config',
): T {
  return parseYamlAt(text, file, schema, code).data
}

/** As `parseYaml`, with the line on which the value at a path stands. */
export function parseYamlAt<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  code: 'config' | 'catalog',
): { readonly data: T; lineAt(path: readonly PropertyKey[]): number } {
  const lines = new LineCounter()
  const fail = (at: string, message: string, fix: string, cause?: unknown): never => {
    throw new ProvgateError(code, `\`${file}\` ${at}: ${message}`, { file, fix, cause })
  }
  if (code === 'catalog' && text.trim() !== '' && !text.endsWith('\n'))
    fail(
      `line ${text.split('\n').length}`,
      'the file ends in the middle of a line, as if it were cut off',
      'write what is missing, and end the last line with a line break',
    )
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    maxAliasCount: 0,
    strict: true,
    // It would warn on its own, past whoever shows our words.
    logLevel: 'error',
  } as never)
  const problem = doc.errors[0] ?? doc.warnings[0]
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0])
    const { message, fix } = wordsOf(problem, text)
    fail(`line ${line}, column ${col}`, message, fix)
  }
  const refused = refusedNode(doc)
  if (refused) fail(`line ${lines.linePos(refused.offset).line}`, refused.message, refused.fix)
  const value: unknown = doc.toJS({ maxAliasCount: 0 })
  // A configuration is read once: code made for its schemas would take longer than it saves.
  const parsed = schema.safeParse(value, { jitless: code === 'config' })
  const lineAt = (path: readonly PropertyKey[]) => lineOf(doc.contents, path, lines)
  if (parsed.success) return { data: parsed.data, lineAt }
  const issue = deepest(parsed.error.issues)
  const name = issue.path.length > 0 ? `\`${issue.path.map(String).join('.')}\`: ` : ''
  const { message, fix } = describe(issue, valueAt(value, issue.path))
  const at = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  return fail(`line ${lineAt(at)}`, `${name}${message}`, fix)
}

/** What the reader of YAML complains of, in the words of this program. */
function wordsOf(problem: YAMLError, text: string): { message: string; fix: string } {
  switch (problem.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^:\n]*/.exec(text.slice(problem.pos[0]))?.[0].trim() ?? ''
      return { message: `key \`${key}\` stands twice`, fix: 'keep one of the two' }
    }
    case 'MULTIPLE_DOCS':
      return { message: 'a second document starts here', fix: 'keep one document in a file' }
    case 'TAB_AS_INDENT':
      return { message: lower(problem.message), fix: 'indent with spaces' }
    default:
      return { message: lower(problem.message), fix: 'mend the YAML at that line' }
  }
}

/** A node that YAML allows and this program does not: an alias hides what stands there, `__proto__` would be lost. */
function refusedNode(doc: Document): { offset: number; message: string; fix: string } | undefined {
  let found: { offset: number; message: string; fix: string } | undefined
  visit(doc, {
    Alias(_, node) {
      found = {
        offset: node.range?.[0] ?? 0,
        message: `\`*${node.source}\` is an alias, which hides what stands there`,
        fix: 'write out what it stands for',
      }
      return visit.BREAK
    },
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return
      found = { offset: key.range?.[0] ?? 0, message: 'key `__proto__` is not allowed', fix: 'take another name' }
      return visit.BREAK
    },
  })
  return found
}

type Issue = z.core.$ZodIssue

/** In a union every branch complains; the one that got furthest is what the author meant. */
function deepest(issues: readonly Issue[]): Issue {
  const first = issues[0] as Issue
  // A key that is missing beside one that is not known is most likely misspelled.
  const beside = first.path.slice(0, -1).join('/')
  const issue = issues.find(({ code, path }) => code === 'unrecognized_keys' && path.join('/') === beside) ?? first
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue
  const inner = issue.errors
    .map((branch) => deepest(branch as Issue[]))
    .map((found) => ({ ...found, path: [...issue.path, ...found.path] }) as Issue)
  const furthest = Math.max(...inner.map((found) => found.path.length))
  const best = inner.filter((found) => found.path.length === furthest)
  if (furthest > issue.path.length) return best[0] as Issue
  // All stopped at once: one that accepts the type says more than those that do not.
  const typed = best.filter((found) => found.code !== 'invalid_type')
  return typed.length === 1 ? (typed[0] as Issue) : issue
}

function describe(issue: Issue, value: unknown): { message: string; fix: string } {
  const name = String(issue.path.at(-1) ?? '')
  if (issue.code === 'unrecognized_keys')
    return { message: lower(issue.message), fix: `remove \`${issue.keys.join('`, `')}\`, or look for a misspelling` }
  const choices = choicesOf(issue)
  const missing = value === undefined && issue.path.length > 0
  if (choices)
    return {
      message: missing ? 'is missing' : `${shown(value)} is not known here`,
      fix: `use one of ${choices}`,
    }
  if (missing && (issue.code === 'invalid_type' || issue.code === 'invalid_union'))
    return { message: 'is missing', fix: `add \`${name}\`; see \`provgate schema\` for what may stand there` }
  const types = issue.code === 'invalid_union' ? expectedOf(issue) : undefined
  if (types)
    return {
      message: `expected ${types}, received ${typeName(value)}`,
      fix: 'see `provgate schema` for what may stand there',
    }
  return { message: lower(issue.message), fix: 'see `provgate schema` for what may stand there' }
}

/** The values that may stand there, where they are a list. */
function choicesOf(issue: Issue): string | undefined {
  const list = (values: readonly unknown[]) => values.map((value) => `\`${String(value)}\``).join(', ')
  if (issue.code === 'invalid_value') return list(issue.values)
  const options = (issue as { options?: readonly unknown[] }).options
  return issue.code === 'invalid_union' && Array.isArray(options) ? list(options) : undefined
}

/** The types of all branches of a union, where none of them accepts the type. */
function expectedOf(issue: Issue & { code: 'invalid_union' }): string | undefined {
  const firsts = issue.errors.map((branch) => branch[0] as (Issue & { expected?: string }) | undefined)
  const types = firsts.map((first) => (first?.code === 'invalid_type' ? first.expected : undefined))
  return types.length > 0 && types.every((type) => type !== undefined) ? [...new Set(types)].join(' or ') : undefined
}

const typeName = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[step] : undefined),
    value,
  )
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
