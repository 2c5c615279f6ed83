import { describe } from 'vitest'
import { together, under } from './signal-kit.ts'

describe('CAWG', () => {
  const entry = (use: unknown, more: object = {}) => ({ use, ...more })
  const assertion = (entries: object): string => JSON.stringify({ entries })
  const gen = 'cawg.ai_generative_training'

  under('cawg.training-mining', [
    [assertion({ [gen]: entry('notAllowed') }), 'reserved'],
    [assertion({ [gen]: entry('allowed') }), 'free'],
    [assertion({ [gen]: entry('allowed'), 'cawg.data_mining': entry('notAllowed') }), 'reserved'],
    // without terms, constrained is not allowed
    [assertion({ [gen]: entry('constrained') }), 'reserved'],
    [assertion({ [gen]: entry('constrained', { constraint_info: '' }) }), 'reserved'],
    [assertion({ [gen]: entry('constrained', { constraint_info: ' \u200b' }) }), 'reserved'],
    [assertion({ [gen]: entry('constrained', { constraint_info: 7 }) }), 'reserved'],
    [assertion({ [gen]: entry('constrained', { constraint_info: 'https://example.org/terms' }) }), 'open'],
    [assertion({ [gen]: entry('constrained', { constraints_info: 'CC BY-NC' }) }), 'open'],
    [assertion({ [gen]: entry('notAllowed', { constraint_info: 'https://example.org/terms' }) }), 'reserved'],
    // another form of it, and an earlier one
    [assertion({ [gen]: 'notAllowed' }), 'reserved'],
    [JSON.stringify({ [gen]: entry('notAllowed') }), 'reserved'],
    [JSON.stringify({ label: 'c2pa.training-mining', data: { entries: { [gen]: entry('notAllowed') } } }), 'reserved'],
    [assertion({ 'c2pa.ai_generative_training': entry('notAllowed') }), 'reserved'],
    // models that generate nothing are another entry's, and input is no training
    [assertion({ 'cawg.ai_training': entry('notAllowed') }), 'open'],
    [assertion({ 'cawg.ai_inference': entry('notAllowed') }), 'free'],
    // what nobody knows
    [assertion({ 'com.example.use': entry('notAllowed') }), 'open'],
    [assertion({ 'com.example.use': entry('allowed') }), 'free'],
    [assertion({ [gen]: entry('sometimes') }), 'open'],
    [assertion({ [gen]: entry(null) }), 'open'],
    [assertion({ [gen]: null }), 'open'],
    [assertion({}), 'open'],
    ['{"entries": []}', 'open'],
    [`{"entries": {"${gen}": {"use": "notAllowed", "use": "allowed"}}}`, 'open'],
    ['[]', 'open'],
    ['{', 'open'],
    ['allowed', 'open'],
  ])
  under(gen, [
    ['notAllowed', 'reserved'],
    ['allowed', 'free'],
    ['constrained', 'reserved'],
    [JSON.stringify(entry('notAllowed')), 'reserved'],
    [JSON.stringify(entry('constrained')), 'reserved'],
    [JSON.stringify(entry('constrained', { constraint_info: 'CC BY-NC' })), 'open'],
    [false, 'open'],
  ])
  under('c2pa.ai_generative_training', [['notAllowed', 'reserved']])
  under('cawg_ai_generative_training', [['notAllowed', 'reserved']])
  under('cawg.data_mining', [['notAllowed', 'reserved']])

  together([
    [{ [gen]: 'constrained', [`${gen}.constraint_info`]: 'CC BY-NC' }, 'open'],
    [{ [gen]: 'constrained', cawg_ai_generative_training_constraints_info: 'CC BY-NC' }, 'open'],
    [{ [gen]: 'constrained', [`${gen}.constraint_info`]: '\u200b' }, 'reserved'],
    [{ [gen]: 'notAllowed', [`${gen}.constraint_info`]: 'CC BY-NC' }, 'reserved'],
    [{ [gen]: 'constrained', 'cawg.ai_training.constraint_info': 'CC BY-NC' }, 'reserved'],
    [{ [`${gen}.constraint_info`]: 'CC BY-NC' }, 'open'],
  ])
})
