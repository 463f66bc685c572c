import { nearest } from '../../shared/nearest.ts';
import { sourceText } from '../../shared/source-text.ts';
import { TextFaults } from '../../shared/text-faults.ts';

/** What an array keeps in its cells: output-, weight- or input-stationary. */
export type SystolicDataflow = 'os' | 'ws' | 'is';

/** A SCALE-Sim configuration. */
export interface SystolicConfig {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** In kilobytes: 1,024 words of a byte. */
  readonly sramKilobytes: { readonly ifmap: number; readonly filter: number; readonly ofmap: number };
  readonly dataflow: SystolicDataflow;
  /** Words per cycle between DRAM and each SRAM, where the file says that they limit a run. */
  readonly bandwidth: number | undefined;
}

interface Setting {
  readonly text: string;
  readonly offset: number;
}

/** Reads `[section]` and `key = value` or `key: value`; keys whatever their case. Throws one `InputError` with every fault. */
export function readSystolicConfig(file: string, text: string): SystolicConfig {
  const source = sourceText(file, text);
  const faults = new TextFaults(source);
  const settings = settingsOf(source.text, faults);
  const whole = (...keys: string[]) => count(find(settings, keys), keys[0]!, faults);
  const rows = whole('ArrayHeight');
  const columns = whole('ArrayWidth');
  const ifmap = whole('IfmapSramSzkB', 'IfmapSramSz');
  const filter = whole('FilterSramSzkB', 'FilterSramSz');
  const ofmap = whole('OfmapSramSzkB', 'OfmapSramSz');
  const given = find(settings, ['Dataflow']);
  const dataflow = given?.text.toLowerCase();
  if (given === undefined) faults.add(0, 'missing-key', { message: '"Dataflow" is missing', accepted: 'os, ws or is' });
  else if (dataflow !== 'os' && dataflow !== 'ws' && dataflow !== 'is')
    faults.add(given.offset, 'wrong-value', {
      message: 'there is no such dataflow',
      found: given.text,
      accepted: 'os, ws or is',
    });
  const sparse = find(settings, ['SparsitySupport']);
  if (sparse?.text.toLowerCase() === 'true')
    faults.add(sparse.offset, 'not-supported', {
      message: 'sparsity is not modelled',
      found: sparse.text,
      accepted: 'false',
    });
  const limited = find(settings, ['InterfaceBandwidth'])?.text.toUpperCase() === 'USER';
  const words = find(settings, ['Bandwidth']);
  const bandwidth =
    limited && words !== undefined
      ? count({ ...words, text: words.text.split(',')[0]!.trim() }, 'Bandwidth', faults)
      : undefined;
  faults.throwIfAny();
  const name = find(settings, ['run_name'])?.text ?? file;
  return {
    name,
    rows,
    columns,
    sramKilobytes: { ifmap, filter, ofmap },
    dataflow: dataflow as SystolicDataflow,
    bandwidth,
  };
}

function find(settings: ReadonlyMap<string, Setting>, keys: readonly string[]): Setting | undefined {
  return keys.map((key) => settings.get(key.toLowerCase())).find((each) => each !== undefined);
}

/** 1 once a fault is noted. */
function count(setting: Setting | undefined, key: string, faults: TextFaults): number {
  if (setting === undefined)
    faults.add(0, 'missing-key', { message: `"${key}" is missing`, accepted: 'a whole number ≥ 1' });
  else if (/^\d{1,7}$/.test(setting.text) && Number(setting.text) >= 1) return Number(setting.text);
  else
    faults.add(setting.offset, 'wrong-value', {
      message: `"${key}" is a count`,
      found: setting.text,
      accepted: 'a whole number from 1 to 9999999',
    });
  return 1;
}

const sections = ['general', 'architecture_presets', 'run_presets', 'network_presets', 'sparsity', 'layout'];

function settingsOf(text: string, faults: TextFaults): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const { 0: line, index } of text.matchAll(/[^\n]+/g)) {
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const section = /^\[(.*)\]$/.exec(content);
    const setting = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content);
    if (section !== null) {
      const meant = nearest(section[1]!, sections);
      if (meant !== undefined && meant !== section[1])
        faults.add(index, 'unknown-key', {
          message: 'there is no such section',
          found: content,
          hint: `did you mean "[${meant}]"?`,
        });
    } else if (setting === null) {
      faults.add(index, 'ini-syntax', {
        message: 'this line is no setting',
        found: content,
        accepted: 'key = value, or [section]',
      });
    } else {
      const offset = index + Math.max(0, line.lastIndexOf(setting[2]!));
      settings.set(setting[1]!.toLowerCase(), { text: setting[2]!.trim(), offset });
    }
  }
  return settings;
}
