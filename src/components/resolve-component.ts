import type { ComponentReference } from '../hardware/hardware.ts';
import type { Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import { type Path, pathText } from '../shared/path-text.ts';
import { type ComponentClass, componentClasses } from './component-class.ts';
import type { ComponentRow } from './component-row.ts';
import type { ComponentLibrary } from './library.ts';
import { nodeFault, scaleNode, type Technology } from './scale-node.ts';
import { scaleWire } from './scale-wire.ts';
import type { Scaling } from './scaled-price.ts';

/** What prices are made from, and where faults go. */
export interface PricingContext {
  readonly library: ComponentLibrary;
  /** The accelerator's own; NaN where it is not known, which leaves prices where they are. */
  readonly technology: Technology;
  readonly issues: Issue[];
}

/** Figures given in the spec, or a library row and what moves it to the accelerator's technology. */
export type ResolvedComponent =
  | { readonly kind: 'in-place'; readonly energyPj: Readonly<Record<string, number>>; readonly source: string }
  | { readonly kind: 'row'; readonly row: ComponentRow; readonly technology: readonly Scaling[] };

/** Finds what a reference means; undefined, and an issue, when it means nothing of the classes wanted here. */
export function resolveComponent(
  context: PricingContext,
  reference: ComponentReference,
  place: { readonly path: Path; readonly classes: readonly ComponentClass[] },
): ResolvedComponent | undefined {
  const path = pathText(place.path);
  const report = (issue: Omit<Issue, 'severity' | 'path'>) => {
    context.issues.push({ ...issue, severity: 'error', path });
    return undefined;
  };
  if (reference.energyPj !== undefined) {
    const { energyPj, source = '' } = reference;
    if (source.trim() === '')
      return report({ code: 'missing-source', message: 'figures given in place need a source' });
    return { kind: 'in-place', energyPj, source };
  }
  if (reference.use === undefined) {
    return report({
      code: 'unpriced-component',
      message: 'this needs a price',
      accepted: '"use" with a row name, or "energy"',
    });
  }
  const row = context.library.rows.get(reference.use);
  if (row === undefined) return report(unknownComponent(context.library, reference.use, place.classes));
  if (!place.classes.includes(row.class)) {
    const message = `"${row.name}" is a ${row.class}, which cannot be used here`;
    return report({ code: 'wrong-component-class', message, found: row.class, accepted: place.classes.join(', ') });
  }
  const fault = technologyFault(context, row);
  if (fault) return report(fault);
  return { kind: 'row', row, technology: moveTechnology(context, row) };
}

function unknownComponent(library: ComponentLibrary, name: string, classes: readonly ComponentClass[]) {
  const names = [...library.rows.values()].filter((row) => classes.includes(row.class)).map((row) => row.name);
  const meant = nearest(name, names);
  return {
    code: 'unknown-component',
    message: `there is no component "${name}" in the library`,
    found: name,
    accepted: names.join(', '),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  };
}

function staysPut({ technology }: PricingContext, row: ComponentRow): boolean {
  const same = row.technology.nodeNm === technology.nodeNm && row.technology.voltageV === technology.voltageV;
  const isKnown = technology.nodeNm > 0 && technology.voltageV > 0;
  return same || !isKnown || componentClasses[row.class].technology === 'fixed';
}

function technologyFault(context: PricingContext, row: ComponentRow) {
  if (staysPut(context, row) || componentClasses[row.class].technology !== 'logic') return undefined;
  const curve = context.library.nodeCurve;
  if (curve === undefined) {
    return { code: 'no-node-scaling', message: `"${row.name}" has another technology and the library no node scaling` };
  }
  return nodeFault(curve, row.technology) ?? nodeFault(curve, context.technology);
}

function moveTechnology(context: PricingContext, row: ComponentRow): Scaling[] {
  if (staysPut(context, row)) return [];
  const { technology: from } = row;
  const to = context.technology;
  const way = `${from.nodeNm} nm ${from.voltageV} V → ${to.nodeNm} nm ${to.voltageV} V`;
  if (componentClasses[row.class].technology === 'wire') {
    return [{ by: scaleWire(from, to), why: `wire ${way} (node × V²)` }];
  }
  const curve = context.library.nodeCurve!;
  return [{ by: scaleNode(curve, from, to), why: `node ${way} (${curve.source})` }];
}
