/** Where a name was served or published, read from the folders before it. */
export interface NamePath {
  /** The account that publishes it. */
  readonly org: string | undefined
  /** Who serves it. */
  readonly host: string | undefined
}

/** First folders that routers write for whoever serves a model: no account of a hub is meant by them. */
const ROUTES: Readonly<Record<string, string>> = {
  azure: 'azure',
  azure_ai: 'azure',
  bedrock: 'bedrock',
  bedrock_converse: 'bedrock',
  vertex_ai: 'vertex',
  vertex_ai_beta: 'vertex',
  together_ai: 'together',
  fireworks_ai: 'fireworks',
  openrouter: 'openrouter',
  groq: 'groq',
  deepinfra: 'deepinfra',
  anyscale: 'anyscale',
  replicate: 'replicate',
  cerebras: 'cerebras',
  sambanova: 'sambanova',
  hyperbolic: 'hyperbolic',
  nvidia_nim: 'nvidia-nim',
  cloudflare: 'cloudflare',
  ollama: 'ollama',
  ollama_chat: 'ollama',
  hosted_vllm: 'vllm',
  vllm: 'vllm',
  lm_studio: 'lm-studio',
}

/** Prefixes that say which API of the maker was called. */
const APIS: Readonly<Record<string, string>> = {
  gemini: 'google',
  cohere_chat: 'cohere',
  'text-completion-openai': 'openai',
  xai: 'xai',
}

const folder = '[^/]+'
const PUBLISHER = new RegExp(`^(?:projects/${folder}/locations/${folder}/)?publishers/(${folder})/models$`)
const ACCOUNT = new RegExp(`^(?:fireworks_ai/)?accounts/(${folder})/models$`)
const ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(?:foundation-model|inference-profile)$/

/**
 * Reads the folders before a name.
 * @param folders in lower case
 */
export function readPath(folders: readonly string[]): NamePath {
  const path = folders.join('/')
  const published = PUBLISHER.exec(path)
  if (published) return { org: published[1], host: 'vertex' }
  const account = ACCOUNT.exec(path)
  // The account of the host itself has the models that it serves for all; another's are tuned by a customer.
  if (account) return { org: account[1] === 'fireworks' ? undefined : account[1], host: 'fireworks' }
  if (ARN.test(path)) return { org: undefined, host: 'bedrock' }
  const inner = folders.slice(0, -1)
  const last = folders.at(-1)
  if (last === undefined) return { org: undefined, host: undefined }
  const route = Object.hasOwn(ROUTES, last) ? ROUTES[last] : undefined
  if (route !== undefined && inner.length === 0) return { org: undefined, host: route }
  // A folder of models on some disk or host is nobody's account.
  if (last === 'models' && inner.length > 0) return { org: path, host: undefined }
  const org = Object.hasOwn(APIS, last) ? APIS[last] : last
  const first = inner.join('/')
  return { org, host: inner.length === 0 ? undefined : Object.hasOwn(ROUTES, first) ? ROUTES[first] : first }
}

/** Makers as Bedrock writes them before a name, behind the region; the value stands before the name that is left. */
const VENDORS: Readonly<Record<string, string>> = {
  ai21: '',
  amazon: '',
  anthropic: '',
  cohere: '',
  deepseek: 'deepseek-',
  google: '',
  meta: '',
  minimax: '',
  mistral: '',
  moonshot: '',
  nvidia: '',
  openai: '',
  qwen: '',
}

/** Where a cloud runs a model, the maker and the name, and the cloud's revision behind it. */
const BEDROCK = /^(?:(?:us|us-gov|eu|apac|au|jp|ca|sa|me|global)\.)?([a-z0-9]+)\.([a-z].*)$/
const REVISION = /-(?:v\d+(?::\d+)?|\d+:\d+)(?::\d+k|:mm)?$/

/** Reads a name of Bedrock: the maker's name for the model, and the maker. Undefined of any other name. */
export function readBedrock(name: string): { readonly org: string; readonly name: string } | undefined {
  const [, org, rest] = BEDROCK.exec(name) ?? []
  if (org === undefined || rest === undefined || !Object.hasOwn(VENDORS, org)) return undefined
  // Of these two makers the revision is the version: `claude-v2:1` is Claude 2.1.
  const versioned = org === 'anthropic' || org === 'mistral'
  const bare = versioned ? rest.replace(/(?<=-v\d+):(?=\d)/, '.') : rest.replace(REVISION, '')
  return { org, name: VENDORS[org] + bare }
}

/** Fireworks writes a point as `p`: `qwen2p5` is Qwen 2.5. Behind a `v` its spelling is that of the catalog. */
export const pointed = (name: string): string => name.replace(/(?<!v\d)(?<=\d)p(?=\d)/g, '.')
