import { InputError, type Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';

/** Collects what is wrong with the options of a command, so that one report shows it all. */
export class OptionFaults {
  readonly issues: Issue[] = [];

  /** A whole number from 1; the fallback where the option is not given or wrong. */
  count(flag: string, text: string | undefined, fallback: number): number {
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text.trim()) && value >= 1 && value <= 1e6) return value;
    this.add(flag, 'wrong-value', {
      message: 'this is not a count',
      found: text,
      accepted: 'a whole number from 1 to 1000000',
    });
    return fallback;
  }

  /** A number above 0 and at most 1; undefined when it is wrong. */
  share(flag: string, text: string): number | undefined {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value <= 1) return value;
    this.add(flag, 'wrong-value', { message: 'this is not a share', found: text, accepted: 'more than 0, at most 1' });
    return undefined;
  }

  /** A number above 0; the fallback where it is wrong. */
  positive(flag: string, text: string, fallback: number): number {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
    this.add(flag, 'wrong-value', { message: 'this is no number above 0', found: text, accepted: 'such as 0.01' });
    return fallback;
  }

  /** A seed of 32 bits; 1 where it is wrong. */
  seed(flag: string, text: string): number {
    const value = Number(text);
    if (/^\d+$/.test(text.trim()) && value < 2 ** 32) return value;
    this.add(flag, 'wrong-value', {
      message: 'this is no seed',
      found: text,
      accepted: 'a whole number from 0 to 4294967295',
    });
    return 1;
  }

  /** `data=1x3x224x224`, several times; undefined when never given. */
  shapes(flag: string, texts: readonly string[]): Record<string, readonly number[]> | undefined {
    const shapes = new Map<string, readonly number[]>();
    for (const text of texts) {
      const match = /^(.+)=(\d+(?:[x,]\d+)*)$/.exec(text);
      const sizes = match?.[2]?.split(/[x,]/).map(Number) ?? [];
      const name = match?.[1] ?? '';
      if (shapes.has(name)) this.add(flag, 'conflicting-keys', { message: `"${name}" has two shapes`, found: text });
      else if (match !== null && sizes.every((size) => size >= 1 && size <= 1e9)) shapes.set(name, sizes);
      else this.add(flag, 'wrong-value', { message: 'this is not a shape', found: text, accepted: 'name=1x3x224x224' });
    }
    return shapes.size === 0 ? undefined : Object.fromEntries(shapes);
  }

  /** One of several names; undefined when it is none of them. */
  oneOf<Name extends string>(flag: string, text: string, names: readonly Name[]): Name | undefined {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    const meant = nearest(text, names);
    const hint = meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
    this.add(flag, 'wrong-value', {
      message: `"${text}" is not one of the accepted names`,
      found: text,
      accepted: names.join(', '),
      ...hint,
    });
    return undefined;
  }

  add(flag: string, code: string, words: Pick<Issue, 'message'> & Partial<Issue>): void {
    this.issues.push({ code, severity: 'error', path: flag, ...words });
  }

  throwIfAny(): void {
    if (this.issues.length > 0) throw new InputError(this.issues);
  }
}
