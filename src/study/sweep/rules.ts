import { ExpressionError, type ExpressionValue, loadExpressions, type Scope } from '../../shared/expression.ts';
import type { Issue } from '../../shared/issue.ts';
import type { Located, LocatedEntry } from '../../shared/located.ts';
import { nearest } from '../../shared/nearest.ts';
import { parsePath } from '../../shared/path-text.ts';
import { type LocatedMap, type Target, withValue } from './located-tree.ts';
import { refuse, type SweepValue } from './read-axis.ts';

/** Values that follow from the axes, and which cases there are: `derived` and `where` of a sweep. */
export interface Rules {
  /** Nothing is derived, and no case left out. */
  readonly none: boolean;
  /** The scenario of one case with its derived values; undefined when `where` leaves the case out. */
  apply(root: Located, values: Readonly<Record<string, SweepValue>>): Located | undefined;
}

interface Derived {
  readonly path: string;
  readonly target: Target;
  readonly text: string;
}

/** Names in expressions are the last step of a path: `k` for compression.options.k. */
export function nameOf(path: string): string {
  return String(parsePath(path).at(-1));
}

/** Reads the rules; without any nothing is loaded. Faults of expressions come up case by case, each told once. */
export async function readRules(sweep: LocatedMap, paths: readonly string[], issues: Issue[]): Promise<Rules> {
  const derived = readDerived(sweep.get('derived'), issues);
  const conditions = readConditions(sweep.get('where'), issues);
  if (derived.length === 0 && conditions.length === 0) return { none: true, apply: (root) => root };
  refuseAmbiguous(sweep, [...paths, ...derived.map(({ path }) => path)], issues);
  const evaluate = await loadExpressions();
  const once = new Set<string>();
  const run = <T>(entry: LocatedEntry, path: string, action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      if (!once.has(path + error.message)) issues.push(expressionIssue(entry, path, error, paths));
      once.add(path + error.message);
      return undefined;
    }
  };
  return {
    none: false,
    apply: (given, values) => {
      let root: Located = given;
      const scope = new Map<string, ExpressionValue>();
      for (const [path, value] of Object.entries(values)) if (value !== null) scope.set(nameOf(path), value);
      for (const { path, target, text } of derived) {
        const value = run(target.entry, `sweep.derived.${path}`, () => fill(text, scope, evaluate));
        if (value === undefined) return root;
        scope.set(nameOf(path), value);
        const { source, offset } = target.entry.value;
        root = withValue(root, target, { source, offset, content: value, size: 1 });
      }
      const holds = ({ entry, text }: Condition) =>
        run(entry, 'sweep.where', () => {
          const value = evaluate(text, scope);
          if (typeof value !== 'boolean') throw new ExpressionError(`"${text}" is neither true nor false`);
          return value;
        }) !== false;
      return conditions.every(holds) ? root : undefined;
    },
  };
}

/** `${kib} KiB` is text, `${2 * k}` alone a number. */
function fill(text: string, scope: Scope, evaluate: (text: string, scope: Scope) => ExpressionValue): ExpressionValue {
  const whole = /^\$\{([^}]*)\}$/.exec(text);
  const value =
    whole === null
      ? text.replaceAll(/\$\{([^}]*)\}/g, (_, part: string) => String(evaluate(part, scope)))
      : evaluate(whole[1]!, scope);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ExpressionError(`"${text}" has no finite value`);
  return value;
}

function readDerived(entry: LocatedEntry | undefined, issues: Issue[]): readonly Derived[] {
  if (entry === undefined) return [];
  const accepted = `a map of texts by path, such as { batch: "\${2 * k}" }`;
  if (!(entry.value.content instanceof Map)) {
    issues.push(
      refuse(entry, { code: 'wrong-value', message: 'derived values are a map', path: 'sweep.derived', accepted }),
    );
    return [];
  }
  return [...(entry.value.content as LocatedMap)].flatMap(([path, each]): Derived[] => {
    const { content } = each.value;
    if (typeof content === 'string' && /\$\{/.test(content)) {
      return [{ path, target: { steps: parsePath(path).map(String), entry: each }, text: content }];
    }
    issues.push(
      refuse(each, {
        code: 'wrong-value',
        message: 'this derives nothing',
        path: `sweep.derived.${path}`,
        found: String(content),
        accepted,
      }),
    );
    return [];
  });
}

interface Condition {
  readonly entry: LocatedEntry;
  readonly text: string;
}

function readConditions(entry: LocatedEntry | undefined, issues: Issue[]): readonly Condition[] {
  if (entry === undefined) return [];
  const { content } = entry.value;
  const items = Array.isArray(content) ? (content as readonly Located[]) : [entry.value];
  return items.flatMap((item): Condition[] => {
    if (typeof item.content === 'string') return [{ entry, text: item.content }];
    issues.push(
      refuse(entry, {
        code: 'wrong-value',
        message: 'a condition is a text',
        path: 'sweep.where',
        accepted: 'such as "k * capacity <= 4096", or a list of them',
      }),
    );
    return [];
  });
}

/** Two axes of one name could not be told apart in an expression. */
function refuseAmbiguous(sweep: LocatedMap, paths: readonly string[], issues: Issue[]): void {
  const names = paths.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const entry = sweep.get('derived') ?? sweep.get('where');
  if (twice === undefined || entry === undefined) return;
  const message = `two axes end in "${twice}", so an expression cannot name either`;
  issues.push(
    refuse(entry, {
      code: 'duplicate-name',
      message,
      path: 'sweep',
      found: twice,
      accepted: 'a variable with another name, from which the others are derived',
    }),
  );
}

function expressionIssue(entry: LocatedEntry, path: string, error: ExpressionError, paths: readonly string[]): Issue {
  const names = paths.map(nameOf);
  const meant = error.unknown === undefined ? undefined : nearest(error.unknown, names);
  return refuse(entry, {
    code: 'bad-expression',
    message: error.message,
    path,
    ...(error.unknown !== undefined && { found: error.unknown, accepted: names.join(', ') }),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  });
}
