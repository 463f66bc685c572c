import type { Issue } from '../shared/issue.ts';
import { type Path, pathText } from '../shared/path-text.ts';
import type { PricingContext, ResolvedComponent } from './resolve-component.ts';

/** Library rows were checked when read; figures in place are checked here. */
export function hasActions(
  context: PricingContext,
  component: ResolvedComponent,
  { path, actions }: { readonly path: Path; readonly actions: readonly string[] },
): boolean {
  if (component.kind === 'row') return true;
  const missing = actions.filter((action) => component.energyPj[action] === undefined);
  const issue = (action: string): Issue => ({
    code: 'missing-action',
    severity: 'error',
    message: `"${action}" has no energy`,
    path: pathText([...path, 'energy']),
    accepted: actions.join(', '),
  });
  context.issues.push(...missing.map(issue));
  return missing.length === 0;
}
