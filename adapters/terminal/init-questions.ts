import { DISTRIBUTIONS, KINDS, ProvgateError, PURPOSES } from '../../src/index.ts'

/** A fact of the target that `init` asks for. */
export interface Question {
  readonly field: string
  readonly says: string
  /** Answers that there are; any text where there are none. */
  readonly among?: readonly string[]
  /** Whether several may be given, with commas. */
  readonly several?: boolean
  /** What an empty answer means; empty: the fact stays undeclared. */
  readonly fallback: string
  /** Comment beside the field. */
  readonly hint: string
}

export const QUESTIONS: readonly Question[] = [
  {
    field: 'name',
    says: 'name of the model',
    fallback: 'my-model',
    hint: 'name under which the model is released',
  },
  {
    field: 'kind',
    says: 'kind of model',
    among: KINDS,
    several: true,
    fallback: 'chat',
    hint: KINDS.join(', '),
  },
  {
    field: 'purpose',
    says: 'what the records are used for',
    among: PURPOSES,
    fallback: 'train',
    hint: PURPOSES.join(', '),
  },
  {
    field: 'distribution',
    says: 'who gets the model',
    among: DISTRIBUTIONS,
    several: true,
    fallback: 'internal',
    hint: DISTRIBUTIONS.join(', '),
  },
  {
    field: 'commercial',
    says: 'is the use commercial',
    among: ['true', 'false'],
    fallback: 'true',
    hint: 'true, false',
  },
  {
    field: 'base',
    says: 'model that is fine-tuned (empty: none)',
    fallback: '',
    hint: 'model that is fine-tuned; left out: none is claimed',
  },
]

export type Answer = string | boolean | string[]
export type Answers = Readonly<Record<string, Answer>>

/**
 * Reads an answer.
 * @returns undefined for an empty one without a fallback, which leaves the fact undeclared
 * @throws ProvgateError `usage` with the answers that there are
 */
function readAnswer(question: Question, text: string): Answer | undefined {
  const { field, among, several } = question
  const parts = (several ? text.split(',') : [text]).map((part) => part.trim()).filter((part) => part !== '')
  const unknown = parts.find((part) => among && !among.includes(part))
  if (unknown !== undefined)
    throw new ProvgateError('usage', `--${field}: \`${unknown}\` is not known`, {
      fix: `use one of ${among?.join(', ')}`,
    })
  const [first] = parts
  if (field === 'commercial' && first !== undefined) return first === 'true'
  return parts.length > 1 ? parts : first
}

/**
 * Flags first; what they leave out is put to `ask`, again while the answer is not known. Without `ask` it stays
 * undeclared, which is never a pass.
 */
export async function gather(
  flags: Readonly<Record<string, string | undefined>>,
  ask: ((line: string) => Promise<string>) | undefined,
  say: (line: string) => void,
): Promise<Answers> {
  const answers: Record<string, Answer> = {}
  for (const question of QUESTIONS) {
    const { field, says, among, fallback } = question
    const flag = flags[field]
    let answer = flag === undefined ? undefined : readAnswer(question, flag)
    while (flag === undefined && ask) {
      const text = await ask(`${says}${among ? ` (${among.join(', ')})` : ''}${fallback ? ` [${fallback}]` : ''}: `)
      try {
        answer = readAnswer(question, text.trim() || fallback)
        break
      } catch (error) {
        say(`${(error as ProvgateError).message.replace(/^--\w+: /, '')}; ${(error as ProvgateError).fix}`)
      }
    }
    if (answer !== undefined) answers[field] = answer
  }
  return answers
}
