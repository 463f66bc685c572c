import { nearest } from '../../../shared/nearest.ts';
import type { TextFaults } from '../../../shared/text-faults.ts';
import type { Token } from './tokens.ts';

/** A number in a file, or the constant that stands for one. */
export interface Size {
  readonly value: number;
  readonly offset: number;
}

/** A layer as the file has it. */
export interface LayerText {
  readonly name: Token;
  readonly type?: Token;
  readonly stride: ReadonlyMap<string, Size>;
  readonly dimensions: ReadonlyMap<string, Size>;
}

export interface NetworkText {
  readonly name: string;
  readonly layers: readonly LayerText[];
}

const layerKeys = ['Type', 'Stride', 'Dimensions', 'Dataflow'];

/** Reads constants, networks and layers; what a dataflow says is passed over. At a break of the syntax what stands before it is kept. */
export class MaestroParser {
  readonly #tokens: readonly Token[];
  readonly #faults: TextFaults;
  readonly #constants = new Map<string, number>();
  #at = 0;

  constructor(tokens: readonly Token[], faults: TextFaults) {
    this.#tokens = tokens;
    this.#faults = faults;
  }

  file(): NetworkText {
    const names: string[] = [];
    const layers: LayerText[] = [];
    for (let whole = true; whole && this.#at < this.#tokens.length; ) {
      const word = this.#next();
      if (word.text === 'Constant') this.#constant();
      else if (word.text === 'Network') {
        names.push(this.#next().text);
        whole = this.#network(layers);
      } else {
        this.#broken(word, 'Constant or Network');
        whole = false;
      }
    }
    return { name: names.join(', '), layers };
  }

  #constant(): void {
    const [name, value] = [this.#next(), this.#next()];
    this.#constants.set(name.text, this.#number(value));
    this.#skip(';');
  }

  #network(layers: LayerText[]): boolean {
    if (!this.#expect('{')) return false;
    for (let word = this.#next(); word.text !== '}'; word = this.#next()) {
      if (word.text === 'Layer') {
        const layer = this.#layer();
        if (layer === undefined) return false;
        layers.push(layer);
      } else if (this.#skip(':')) {
        this.#next(); // a fact about the whole network, such as FPS: 30
        this.#skip(';');
      } else {
        this.#broken(word, 'Layer or }');
        return false;
      }
    }
    return true;
  }

  #layer(): LayerText | undefined {
    const name = this.#next();
    if (!this.#expect('{')) return undefined;
    let type: Token | undefined;
    let stride: ReadonlyMap<string, Size> = new Map();
    let dimensions: ReadonlyMap<string, Size> = new Map();
    for (let key = this.#next(); key.text !== '}'; key = this.#next()) {
      if (!layerKeys.includes(key.text)) return this.#broken(key, `${layerKeys.join(', ')} or }`);
      this.#skip(':');
      if (key.text === 'Type') {
        type = this.#next();
        this.#skip(';');
        continue;
      }
      if (!this.#expect('{')) return undefined;
      if (key.text === 'Dataflow') {
        if (!this.#skipBlock(key)) return undefined;
        continue;
      }
      const sizes = this.#sizes();
      if (sizes === undefined) return undefined;
      if (key.text === 'Stride') stride = sizes;
      else dimensions = sizes;
    }
    return { name, stride, dimensions, ...(type && { type }) };
  }

  /** `K: 64, C: 3 }` */
  #sizes(): ReadonlyMap<string, Size> | undefined {
    const sizes = new Map<string, Size>();
    for (let key = this.#next(); key.text !== '}'; key = this.#next()) {
      if (key.text === ',' || key.text === ';') continue;
      if (!this.#expect(':')) return undefined;
      const value = this.#next();
      const known = sizes.has(key.text);
      if (known)
        this.#faults.add(key.offset, 'duplicate-key', { message: `"${key.text}" is given twice`, found: key.text });
      else sizes.set(key.text, { value: this.#number(value), offset: value.offset });
    }
    return sizes;
  }

  /** 1 where it is no count, so that what follows can be read. */
  #number(token: Token): number {
    const value = this.#constants.get(token.text) ?? Number(token.text);
    if (Number.isSafeInteger(value) && value >= 1 && value <= 1e9) return value;
    const meant = nearest(token.text, [...this.#constants.keys()]);
    this.#faults.add(token.offset, 'wrong-value', {
      message: 'this is neither a count nor a constant above',
      found: token.text,
      accepted: 'a whole number ≥ 1, or the name of a constant',
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
    return 1;
  }

  #skipBlock(start: Token): boolean {
    for (let depth = 1; depth > 0; ) {
      const { text } = this.#next();
      if (text === '') {
        this.#broken(start, 'a closing }');
        return false;
      }
      if (text === '{') depth += 1;
      if (text === '}') depth -= 1;
    }
    return true;
  }

  /** Past the end: a token without text. */
  #next(): Token {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token ?? { text: '', offset: this.#tokens.at(-1)?.offset ?? 0 };
  }

  #skip(text: string): boolean {
    if (this.#tokens[this.#at]?.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): boolean {
    const token = this.#next();
    if (token.text === text) return true;
    this.#broken(token, text);
    return false;
  }

  #broken({ text, offset }: Token, accepted: string): undefined {
    const meant = nearest(text, layerKeys);
    const found = text === '' ? 'the end of the file' : text;
    const hint = meant !== undefined && meant !== text ? { hint: `did you mean "${meant}"?` } : {};
    this.#faults.add(offset, 'maestro-syntax', { message: `${accepted} is expected here`, found, accepted, ...hint });
    return undefined;
  }
}
