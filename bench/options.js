// The flags of `npm run bench`.
import { parseArgs } from 'node:util'

const HELP = `npm run bench -- [--quick | --full] [--only SECTION,…] [--rounds N] [--json]

  --quick    a tenth of the sizes, but for those of the section scale
  --full     lengths up to 10 GB
  --only     these sections
  --rounds   rounds of each race, after one that warms up; default 3
  --json     {"machine", "goals"} for machines
Inputs lie in BENCH_DIR, else in memory if there is room, else where temporary files do. PROVGATE_MAIN names another
build of the command line.`

const FLAGS = /** @type {const} */ ({
  quick: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  only: { type: 'string' },
  rounds: { type: 'string', default: '3' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
})

/** Ends the process where the flags ask for help or make no sense. @param {readonly string[]} sections */
export function readOptions(sections) {
  const usage = `${HELP}\nSections: ${sections.join(', ')}`
  try {
    const { quick, full, json, help, ...values } = parseArgs({ options: FLAGS }).values
    if (help) {
      console.log(usage)
      process.exit()
    }
    const only = values.only?.split(',') ?? sections
    const unknown = only.filter((name) => !sections.includes(name))
    if (unknown.length > 0) throw new Error(`there is no section \`${unknown.join(', ')}\``)
    const rounds = Number(values.rounds)
    if (!(rounds >= 1)) throw new Error(`\`${values.rounds}\` is no number of rounds`)
    return { only, rounds, json, size: quick ? 1e8 : 1e9, longest: full ? 1e10 : 1e9 }
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n${usage}`)
    process.exit(2)
  }
}
