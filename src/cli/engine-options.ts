import type { Issue } from '../shared/issue.ts';
import { plainValue } from '../shared/located.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import { parsePath } from '../shared/path-text.ts';
import type { OptionFaults } from './option-faults.ts';

/** Options of an engine as they stand on the command line. */
export interface EngineFlags {
  readonly k?: string;
  readonly clusterRate?: string;
  readonly sparsity?: string;
  readonly bits?: string;
  readonly fc?: boolean;
  readonly coding?: string;
  readonly exclude: readonly string[];
  /** `name=value`, the value in YAML; dots in the name lead into maps. */
  readonly option: readonly string[];
}

type OptionMap = { [name: string]: unknown };

/** The options of all flags together, not yet checked against the engine; what cannot be read is a fault. */
export function engineOptions(flags: EngineFlags, faults: OptionFaults): Readonly<Record<string, unknown>> {
  const options: OptionMap = {};
  for (const name of ['k', 'clusterRate', 'sparsity', 'bits', 'coding'] as const) {
    const text = flags[name];
    if (text !== undefined) options[name] = yamlValue(flagOf(name), text, faults);
  }
  if (flags.fc !== undefined) options.fc = flags.fc;
  if (flags.exclude.length > 0) options.exclude = [...flags.exclude];
  for (const text of flags.option) addOption(options, text, faults);
  return options;
}

function addOption(options: OptionMap, text: string, faults: OptionFaults): void {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const steps = name.split('.');
  if (name === '' || steps.includes('')) {
    faults.add('--option', 'wrong-value', { message: 'this is no option', found: text, accepted: 'name=value' });
    return;
  }
  const forbidden = steps.find((step) => ['__proto__', 'constructor', 'prototype'].includes(step));
  if (forbidden !== undefined) {
    faults.add('--option', 'forbidden-key', { message: `"${forbidden}" cannot be a key`, found: text });
    return;
  }
  let map = options;
  for (const step of steps.slice(0, -1)) {
    map[step] ??= {};
    const inner = map[step];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
      givenTwice(name, faults);
      return;
    }
    map = inner as OptionMap;
  }
  const last = steps.at(-1)!;
  if (Object.hasOwn(map, last)) givenTwice(name, faults);
  else map[last] = yamlValue(`--option ${name}`, value, faults);
}

function givenTwice(name: string, faults: OptionFaults): void {
  faults.add('--option', 'duplicate-key', { message: `"${name}" is given twice`, found: name });
}

function yamlValue(flag: string, text: string, faults: OptionFaults): unknown {
  const { root, faults: wrong } = parseYaml(flag, text);
  for (const { code, message } of wrong) {
    if (code === 'empty-file') faults.add(flag, 'wrong-value', { message: 'the value is empty', found: '""' });
    else faults.add(flag, code, { message, found: text });
  }
  return root === undefined ? undefined : plainValue(root);
}

/** What is wrong with options, not with a layer. */
const optionCodes = [
  'unknown-key',
  'missing-key',
  'wrong-value',
  'conflicting-keys',
  'key-without-effect',
  'group-size',
  'no-such-layer',
];

/** Places what is wrong with an option at the flag that gave it. */
export function atFlag(flags: EngineFlags): (issue: Issue) => Issue {
  return (issue) => {
    if (issue.file !== undefined || issue.path === undefined || !optionCodes.includes(issue.code)) return issue;
    const name = String(parsePath(issue.path)[0]);
    const given = (flags as unknown as OptionMap)[name];
    const hasFlag = Array.isArray(given) ? given.length > 0 : given !== undefined;
    return { ...issue, path: hasFlag ? flagOf(name) : `--option ${issue.path}` };
  };
}

/** `clusterRate` is given by `--cluster-rate`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
