import { linesOf, lowerCase, partOf, type ReadSignal, type Statement } from './signal-statement.ts'

/** Lines that say nothing of what may be fetched or used. */
const SILENT: ReadonlySet<string> = new Set(['sitemap', 'crawl-delay', 'host', 'clean-param', 'request-rate'])

/**
 * Lines of a robots.txt, or of an ai.txt, which is written like one: groups of `User-agent` lines and the rules for these
 * crawlers, each of which has a signal of its own, `robots-NAME`. Rules for every crawler, rules without one, and words
 * for what the rules come to are the file's own.
 */
export const readRobots: ReadSignal = (text) => {
  const statements: Statement[] = []
  let agents: string[] = []
  let ruled = false
  for (const line of linesOf(text)) {
    const [, name, value = ''] = /^([A-Za-z-]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? []
    if (name === undefined) {
      for (const word of line.split(/[ \t]*,[ \t]*/)) statements.push({ value: word })
      continue
    }
    const directive = lowerCase(name)
    if (SILENT.has(directive)) continue
    if (directive === 'user-agent') {
      if (ruled) agents = []
      ruled = false
      agents.push(value)
      continue
    }
    ruled = true
    if (directive === 'content-usage' || directive === 'content-signal') {
      statements.push({ signal: directive, value })
      continue
    }
    if (directive !== 'allow' && directive !== 'disallow') return undefined
    // an empty `Disallow` allows everything
    const harmless = directive === 'allow' || value === ''
    const rule: Statement = {
      value: harmless ? 'allow' : 'disallow',
      part: value === '' ? undefined : partOf(value),
      harmless,
    }
    if (agents.length === 0) statements.push(rule)
    for (const agent of agents) statements.push(agent === '*' ? rule : { ...rule, signal: `robots-${agent}` })
  }
  return statements
}
