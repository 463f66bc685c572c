import { create, parseDependencies } from 'mathjs/number';
import type { ExpressionNode } from './quantity-expression.ts';

/** The parser alone: making every function of the package, as importing `parse` does, takes ten times as long. */
const { parse } = create(parseDependencies!, {});

/** Throws for what cannot be read. Takes a while to load: fetched where there is something to read. */
export function parseExpression(text: string): ExpressionNode {
  return parse(text) as unknown as ExpressionNode;
}
