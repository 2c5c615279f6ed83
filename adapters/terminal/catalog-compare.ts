import {
  type CompareRow,
  compareIssuers,
  compareTopic,
  LEGAL,
  ProvgateError,
  Source,
  Target,
  TOPICS,
  type Topic,
  type TopicRow,
} from '../../src/index.ts'
import { fitted, paragraph, widthOf } from './catalog-table.ts'
import { type Command, type Options, textOf, type Values, type World } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'

const TARGET_OPTIONS: Options = {
  kind: { type: 'string', says: 'kind of model, or several: `chat,reasoning`' },
  purpose: { type: 'string', says: 'what the records are used for; default: `train`' },
  distribution: { type: 'string', says: 'who gets the model, or several' },
  commercial: { type: 'boolean', says: 'the use is commercial; without one of the two it is not known' },
  noncommercial: { type: 'boolean', says: 'the use is not commercial' },
  name: { type: 'string', says: 'name under which the model is released' },
  'release-license': { type: 'string', value: 'ID', says: 'license under which the model is released' },
  base: { type: 'string', value: 'MODEL', says: 'model that is fine-tuned' },
}

export const compare: Command = {
  name: 'catalog compare',
  usage: 'catalog compare --kind KIND --distribution WHO [options]',
  says: 'What every issuer says to one target: a row for each door and terms, with the ruling and what decides it. Flags change single fields of the target of the configuration.',
  options: {
    ...TARGET_OPTIONS,
    role: { type: 'string', says: 'what the contribution is in the record; default: `output`' },
    on: { type: 'string', value: 'DATE', says: 'a day on which outputs were made, beside today: `2024-03-01`' },
    issuer: { type: 'string', says: 'of this issuer only' },
    topic: { type: 'string', says: `instead of rulings: ${Object.keys(TOPICS).join(' or ')}` },
    ...CONFIG_OPTIONS,
    json: { type: 'boolean', says: 'the target and the rows as JSON' },
  },
  async run([extra], values, world) {
    if (extra !== undefined) throw new ProvgateError('usage', `\`${extra}\` is not expected`, { fix: 'use flags' })
    const { config, catalog } = await loadConfig(values, world, { optional: true })
    const today = config.settings.as_of ?? world.today
    const on = dayOf(textOf(values, 'on'))
    const issuer = textOf(values, 'issuer')
    if (issuer !== undefined && !catalog.issuers.has(issuer))
      throw new ProvgateError('usage', `\`${issuer}\` is no issuer`, { fix: 'see `provgate catalog list issuers`' })
    const topic = textOf(values, 'topic')
    if (topic !== undefined) {
      if (!Object.hasOwn(TOPICS, topic))
        throw new ProvgateError('usage', `\`${topic}\` is no topic`, { fix: `use ${Object.keys(TOPICS).join(' or ')}` })
      const rows = compareTopic(catalog, topic as Topic, on ?? today, issuer)
      await world.out(
        values.json === true
          ? `${JSON.stringify({ topic, day: on ?? today, rows }, null, 2)}\n`
          : `${TOPICS[topic as Topic]}, on ${on ?? today}\n\n${topicTable(rows, world)}\n${LEGAL}\n`,
      )
      return EXIT.done
    }
    const target = readTarget(config.target, values)
    const role = Source.safeParse({ role: textOf(values, 'role') })
    if (!role.success)
      throw new ProvgateError('usage', `\`${textOf(values, 'role')}\` is no role`, {
        fix: 'use output, input, label, judge, filter or context',
      })
    const settings = { ...config.settings, as_of: today }
    const rows = compareIssuers(catalog, { run: { ...config, target, settings }, role: role.data.role, on, issuer })
    if (values.json === true) await world.out(`${JSON.stringify({ target, today, on, rows }, null, 2)}\n`)
    else await world.out(`${headOf(target)}\n\n${rulingTable(rows, on, world)}\n\n${LEGAL}\n`)
    return EXIT.done
  },
}

function readTarget(declared: Target, values: Values): Target {
  if (values.commercial === true && values.noncommercial === true)
    throw new ProvgateError('usage', 'the use can not be both commercial and not', { fix: 'keep one of the two flags' })
  const many = (name: string) => {
    const list = textOf(values, name)?.split(',')
    return list?.length === 1 ? list[0] : list
  }
  const flags = {
    kind: many('kind'),
    purpose: textOf(values, 'purpose') ?? declared.purpose ?? 'train',
    distribution: many('distribution'),
    commercial: values.commercial === true ? true : values.noncommercial === true ? false : undefined,
    name: textOf(values, 'name'),
    release_license: textOf(values, 'release-license'),
    base: textOf(values, 'base'),
  }
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const parsed = Target.safeParse({ ...declared, ...given })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ProvgateError('usage', `the target: \`${issue?.path.join('.')}\`: ${issue?.message}`, {
    fix: 'see `provgate schema target`',
  })
}

function dayOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const day = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return text
  throw new ProvgateError('usage', `--on: \`${text}\` is no day`, { fix: 'write it as `2024-03-01`' })
}

const UNDECLARED = ['kind', 'distribution', 'commercial'] as const

function headOf(target: Target): string {
  const facts = Object.entries(target).map(
    ([field, value]) =>
      `${field}=${typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : value}`,
  )
  const open = UNDECLARED.filter((field) => target[field] === undefined)
  return `target: ${facts.join(' ')}${open.length > 0 ? `; not declared: ${open.join(', ')}` : ''}`
}

/** Models that a row names; the rest is counted. */
const NAMED = 3

function rulingTable(rows: readonly CompareRow[], on: string | undefined, world: World): string {
  const columns = [
    { title: 'issuer', least: 9 },
    { title: 'door', least: 7 },
    { title: 'terms', least: 14 },
    { title: 'models', least: 12, lines: 2 },
    { title: 'today', ruling: true },
    ...(on === undefined ? [] : [{ title: on, ruling: true }]),
    { title: 'because', least: 18, lines: 2 },
  ]
  const cells = rows.map(({ issuer, door, terms, models, today, on: then }, i) => {
    const more = models.length > NAMED ? ` +${models.length - NAMED}` : ''
    const because = then && then.ruling !== today.ruling ? `${today.because} | ${on}: ${then.because}` : today.because
    return [
      rows[i - 1]?.issuer === issuer ? '' : issuer,
      door,
      terms.join(', '),
      models.length === 0 ? "others' models" : `${models.slice(0, NAMED).join(', ')}${more}`,
      today.ruling,
      ...(on === undefined ? [] : [then === null ? '- (not out)' : (then?.ruling ?? '-')]),
      because,
    ]
  })
  return fitted(columns, cells, widthOf(world), { color: world.color })
}

function topicTable(rows: readonly TopicRow[], world: World): string {
  const known = rows.filter(({ says }) => says !== null)
  const columns = [
    { title: 'issuer', least: 9 },
    { title: 'doors', least: 7 },
    { title: 'terms', least: 14 },
    { title: 'says', least: 20 },
    { title: 'words', least: 20 },
  ]
  const cells = known.map(({ issuer, doors, terms, version, says, quote, ref, evidence }) => [
    issuer,
    doors.join(', '),
    `${terms} @${version ?? '-'}`,
    says ?? '',
    `${quote === null ? '' : `“${quote}”`}${ref === null ? '' : ` ${ref}`}${evidence === 'read' ? '' : ` (${evidence})`}`,
  ])
  const table = known.length > 0 ? `${fitted(columns, cells, widthOf(world), { color: world.color })}\n\n` : ''
  const silent = silentIssuers(rows)
  return `${table}${silent.length > 0 ? `${paragraph(`not in the catalog: ${silent.join(', ')}`, widthOf(world), 0).join('\n')}\n` : ''}`
}

/** Issuers of which the catalog has nothing on a topic; of one that says something elsewhere, the terms that don't. */
function silentIssuers(rows: readonly TopicRow[]): string[] {
  const heard = new Set(rows.filter(({ says }) => says !== null).map(({ issuer }) => issuer))
  const silent = rows.filter(({ says }) => says === null)
  return [...new Set(silent.map(({ issuer }) => issuer))].map((issuer) => {
    const terms = silent.filter((row) => row.issuer === issuer).map((row) => row.terms)
    return heard.has(issuer) ? `${issuer} in ${[...new Set(terms)].join(' and ')}` : issuer
  })
}
