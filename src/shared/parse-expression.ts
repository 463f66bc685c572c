import { parse } from 'mathjs/number';
import type { ExpressionNode } from './quantity-expression.ts';

/** Throws for what cannot be read. Takes a while to load: fetched where there is something to read. */
export function parseExpression(text: string): ExpressionNode {
  return parse!(text) as unknown as ExpressionNode;
}
