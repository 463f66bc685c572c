import type { ExaminedHardware } from '../hardware/read-hardware.ts';
import type { Issue } from '../shared/issue.ts';
import { componentNeeds } from './component-needs.ts';
import { hasActions } from './has-actions.ts';
import type { ComponentLibrary } from './library.ts';
import { type PricingContext, resolveComponent } from './resolve-component.ts';

/** Prices that will be missing once a spec is right: each of its components is judged on its own. */
export function componentFaults(examined: ExaminedHardware, library: ComponentLibrary): readonly Issue[] {
  const { components, technology } = examined;
  const context: PricingContext = { library, technology, issues: [] };
  for (const { path, kind, reference } of components) {
    if (reference.use === undefined && reference.source === undefined) continue; // the spec's reader says so
    const { classes, actions } = componentNeeds[kind];
    const component = resolveComponent(context, reference, { path, classes });
    if (component !== undefined) hasActions(context, component, { path, actions });
  }
  const paths = examined.issues.map((issue) => issue.path ?? '');
  // The action that is missing is the one that is misspelt.
  const follows = ({ code, path }: Issue) =>
    code === 'missing-action' && paths.some((each) => each.startsWith(`${path}.`));
  return context.issues.filter((issue) => !follows(issue));
}
