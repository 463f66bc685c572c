import type { TSchema } from 'typebox';
import { describeSchema } from '../shared/describe-schema.ts';

/** One option of an engine, for people. */
export interface OptionDescription {
  readonly name: string;
  readonly description: string;
  /** What it takes, in words. */
  readonly accepted: string;
  readonly required: boolean;
}

/** The options of an engine as its schema describes them. */
export function describeOptions(schema: TSchema): OptionDescription[] {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, option]) => ({
    name,
    description: typeof option.description === 'string' ? option.description : '',
    accepted: describeSchema(option),
    required: required.includes(name),
  }));
}
