/** Words that stand where the name of a model would, and name none. */
const WORDS = {
  'it names a person, not a model': [
    'human',
    'humans',
    'human-written',
    'human-annotator',
    'person',
    'people',
    'user',
    'annotator',
    'crowd',
    'crowdworker',
    'expert',
  ],
  'it is a placeholder, not a model': [
    'example',
    'dummy',
    'placeholder',
    'test',
    'foo',
    'null-model',
    'nullmodel',
    'random',
    'constant',
    'echo',
  ],
  'it says that the model is not known': [
    'unknown',
    'none',
    'null',
    'nil',
    'na',
    'nan',
    'undefined',
    'unspecified',
    'anonymous',
    'other',
    'others',
    'various',
    'mixed',
    'multiple',
  ],
  'it is a word for any model': [
    'ai',
    'assistant',
    'baseline',
    'bot',
    'chatbot',
    'generated',
    'gpt',
    'language-model',
    'llm',
    'lm',
    'machine',
    'model',
    'reference',
    'synthetic',
    'teacher',
  ],
} as const

const WHY: ReadonlyMap<string, string> = new Map(
  Object.entries(WORDS).flatMap(([why, words]) => words.map((word) => [word, why] as const)),
)

/** Why a name, folded, can name no model at all; undefined of any other, also of one that is not known. */
export const nothingNamed = (folded: string): string | undefined => WHY.get(folded)
