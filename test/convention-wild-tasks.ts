import type { Row } from './convention-kit.ts'

/** Tasks and their answers in the shapes of public datasets: the convention, a record, its sources. */
export const TASKS: Row[] = [
  [
    'math-instruct',
    { source: 'data/CoT/aqua_rat.json', instruction: 'a', output: 'b' },
    [
      { role: 'output', dataset: 'TIGER-Lab/MathInstruct' },
      { role: 'output', dataset: 'data/CoT/aqua_rat.json' },
    ],
  ],
  [
    'open-platypus',
    { input: '', output: 'b', instruction: 'a', data_source: 'reclor' },
    [{ role: 'output', dataset: 'garage-bAInd/Open-Platypus#reclor' }],
  ],
  [
    'open-orca',
    { id: 'flan.123', system_prompt: '', question: 'a', response: 'b' },
    [
      { role: 'output', dataset: 'Open-Orca/OpenOrca' },
      { role: 'input', dataset: 'DataProvenanceInitiative/flan2021_submix_original' },
    ],
  ],
  [
    'flan-collection',
    { inputs: 'a', targets: 'b', task_source: 'NIv2', task_name: 'task1_x', template_type: 'zs_opt' },
    [{ dataset: 'DataProvenanceInitiative/niv2_submix_original#task1_x' }],
  ],
  [
    'aya-dataset',
    {
      inputs: 'a',
      targets: 'b',
      language: 'Zulu',
      language_code: 'zul',
      annotation_type: 'original-annotations',
      user_id: 'u',
    },
    [{ dataset: 'CohereLabs/aya_dataset', author: 'human' }],
  ],
  [
    'aya-dataset',
    {
      inputs: 'a',
      targets: 'b',
      language: 'Zulu',
      language_code: 'zul',
      annotation_type: 're-annotations',
      user_id: 'u',
    },
    [{ dataset: 'CohereLabs/aya_dataset', author: 'mixed' }],
  ],
  [
    'aya-collection',
    { inputs: 'a', targets: 'b', dataset_name: 'X (T)', sub_dataset_name: '-', task_type: 'qa', template_id: 1 },
    [
      { role: 'output', dataset: 'CohereLabs/aya_collection' },
      { role: 'output', dataset: 'X (T)' },
    ],
  ],
  [
    'xp3x',
    { inputs: 'a', targets: 'b', language: 'zul', split: 'dev', template: 't', dataset: 'org/set', config: 'c' },
    [{ role: 'output', dataset: 'CohereLabs/xP3x#org/set' }],
  ],
  [
    'super-natural-instructions',
    { Definition: ['d'], Instances: [], Source: ['quoref'], URL: [], 'Instance License': ['CC BY 4.0'] },
    [{ license: ['CC BY 4.0'] }, { dataset: 'quoref', license: ['CC BY 4.0'] }],
  ],
  [
    'super-natural-instructions',
    { Definition: [], Instances: [], Source: [], 'Instance License': [] },
    [{ license: [] }],
  ],
  [
    'meta-math',
    { type: 'GSM_SV', query: 'a', original_question: 'b', response: 'c' },
    [
      { role: 'output', dataset: 'meta-math/MetaMathQA' },
      { role: 'input', dataset: 'openai/gsm8k' },
    ],
  ],
  [
    'open-math-instruct',
    {
      question: 'a',
      expected_answer: '1',
      predicted_answer: '1',
      generation_type: 'g',
      dataset: 'math',
      generated_solution: 's',
    },
    [
      { role: 'output', dataset: 'nvidia/OpenMathInstruct-1' },
      { role: 'input', dataset: 'hendrycks/competition_math' },
    ],
  ],
  [
    'open-math-instruct-2',
    { problem: 'a', generated_solution: 's', expected_answer: '1', problem_source: 'augmented_math' },
    [{ role: 'output', dataset: 'nvidia/OpenMathInstruct-2#augmented_math' }],
  ],
  [
    'open-thoughts',
    { problem: 'a', deepseek_reasoning: 'b', deepseek_solution: 'c', domain: 'math', source: 'aops' },
    [
      { role: 'output', model: 'deepseek-ai/DeepSeek-R1' },
      { role: 'input', dataset: 'open-thoughts/OpenThoughts-114k#aops' },
    ],
  ],
  [
    'open-thoughts',
    { problem: 'a', deepseek_reasoning: null, deepseek_solution: null },
    [{ role: 'output' }, { role: 'input' }],
  ],
  [
    'open-thoughts-2',
    { conversations: [], question: 'a', source: 'tacoprime', id: 1 },
    [
      { role: 'output', dataset: 'open-thoughts/OpenThoughts2-1M' },
      { role: 'input', dataset: 'tacoprime' },
    ],
  ],
  [
    'open-thoughts-3',
    { conversations: [], difficulty: 8, source: 'org/set', domain: 'code' },
    [{ role: 'output', dataset: 'open-thoughts/OpenThoughts3-1.2M#org/set' }],
  ],
  [
    'open-r1-math',
    { problem: 'a', generations: ['b'], source: 'olympiads', correctness_math_verify: [], correctness_llama: [true] },
    [
      { role: 'judge', model: 'meta-llama/Llama-3.3-70B-Instruct' },
      { role: 'output', dataset: 'open-r1/OpenR1-Math-220k#olympiads' },
    ],
  ],
  [
    'magicoder-oss',
    { lang: 'rust', raw_index: 1, index: 1, seed: 's', openai_fingerprint: 'fp_1', problem: 'p', solution: 's' },
    [
      { role: 'output', model: 'gpt-3.5-turbo-1106', channel: 'api' },
      { role: 'output', dataset: 'ise-uiuc/Magicoder-OSS-Instruct-75K' },
      { role: 'input', dataset: 'bigcode/starcoderdata' },
    ],
  ],
  [
    'hc3',
    { id: '0', question: 'a', human_answers: ['b'], chatgpt_answers: ['c'], source: 'wiki_csai' },
    [
      { role: 'output', model: 'chatgpt', channel: 'chat' },
      { role: 'output', dataset: 'Hello-SimpleAI/HC3#wiki_csai' },
    ],
  ],
  [
    'hc3',
    { question: 'a', human_answers: ['b'], chatgpt_answers: [] },
    [{ role: 'output', model: 'chatgpt', channel: 'chat' }, { role: 'output' }],
  ],
  [
    'long-form',
    { input: 'a', output: 'b', source: 'Wikipedia', subset: 'wikipedia' },
    [{ role: 'output', dataset: 'akoksal/LongForm#Wikipedia' }],
  ],
  [
    'gpt4all-j',
    { prompt: 'a', response: 'b', source: 'unified_multi_sum' },
    [{ role: 'output', dataset: 'nomic-ai/gpt4all-j-prompt-generations#unified_multi_sum' }],
  ],
  [
    'glaive-function-calling',
    { system: 'a', chat: 'b' },
    [{ role: 'output', author: 'model', dataset: 'glaiveai/glaive-function-calling-v2' }],
  ],
  [
    'cosmopedia',
    { prompt: 'a', text: 'b', seed_data: 'openstax', format: 'f', audience: 'x' },
    [{ role: 'output', dataset: 'HuggingFaceTB/cosmopedia#openstax' }],
  ],
  [
    'dolly',
    { instruction: 'a', context: '', response: 'b', category: 'open_qa' },
    [dataset('databricks/databricks-dolly-15k')],
  ],
  ['no-robots', { prompt: 'a', prompt_id: 'i', messages: [], category: 'Chat' }, [dataset('HuggingFaceH4/no_robots')]],
]

function dataset(id: string) {
  return { role: 'output', dataset: id } as const
}
