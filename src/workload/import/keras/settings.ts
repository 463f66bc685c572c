import { pathText } from '../../../shared/path-text.ts';
import { field } from './inbound.ts';
import type { Report } from './keras-fault.ts';
import type { KerasLayer } from './model-config.ts';

/** Reads a layer's settings; what does not fit is reported and its default goes on. */
export class Settings {
  readonly layer: KerasLayer;
  readonly #report: Report;

  constructor(layer: KerasLayer, report: Report) {
    this.layer = layer;
    this.#report = report;
  }

  /** The settings of another layer, told to the same report. */
  of(layer: KerasLayer): Settings {
    return new Settings(layer, this.#report);
  }

  raw(key: string): unknown {
    return this.layer.config[key];
  }

  text(key: string, otherwise: string): string {
    const value = this.raw(key);
    return typeof value === 'string' ? value : otherwise;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.raw(key);
    return typeof value === 'boolean' ? value : otherwise;
  }

  /** A whole number from `least` on; a missing one without a default is reported. */
  integer(key: string, otherwise?: number, least = 1): number {
    const value = this.raw(key) ?? otherwise;
    if (isWhole(value, least)) return value;
    this.fault(key, value, `a whole number from ${least} on`);
    return otherwise ?? 1;
  }

  /** One number for all axes, or one each. */
  perAxis(key: string, axes: number, otherwise?: number, least = 1): readonly number[] {
    const value = this.raw(key) ?? otherwise;
    const list = Array.isArray(value) ? value : Array.from({ length: axes }, () => value);
    if (list.length === axes && list.every((each) => isWhole(each, least))) return list;
    this.fault(key, value, `${axes} whole numbers from ${least} on`);
    return Array.from({ length: axes }, () => otherwise ?? 1);
  }

  /** Whole numbers, however many; axes may be negative. */
  integers(key: string, otherwise: readonly number[]): readonly number[] {
    const value = this.raw(key) ?? otherwise;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((each) => isWhole(each, Number.MIN_SAFE_INTEGER))) return list as readonly number[];
    this.fault(key, value, 'whole numbers');
    return otherwise;
  }

  /** Channels stand in front of rows and columns. */
  get isFirst(): boolean {
    return this.text('data_format', 'channels_last') === 'channels_first';
  }

  /** The name of a function; `custom` for what code defines. */
  activation(key = 'activation'): string {
    const value = this.raw(key) ?? 'linear';
    if (typeof value === 'string') return value;
    const config = field(value, 'config');
    const name = typeof config === 'string' ? config : field(value, 'class_name');
    return typeof name === 'string' ? name : 'custom';
  }

  fault(key: string, value: unknown, accepted: string): void {
    this.#report(`"${key}" of layer "${this.layer.name}" does not fit`, {
      path: pathText([...this.layer.path, 'config', key]),
      found: value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 80) ?? 'nothing'),
      accepted,
    });
  }
}

const isWhole = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least;
