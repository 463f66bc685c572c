import type { RunResult } from '../../cost/result.ts';
import type { Issue } from '../../shared/issue.ts';
import type { UncostedOperator } from '../../workload/workload.ts';
import { html, type Markup } from './escape.ts';
import { table } from './table.ts';

/** What the figures leave out, rest on, and warn of. */
export function caveatSections(result: RunResult): Markup {
  return html`${uncostedSection(result.uncosted)}${assumptionSection(result.assumptions)}${warnings(result.warnings)}`;
}

/** Operators the figures leave out. */
export function uncostedSection(operators: readonly UncostedOperator[]): Markup {
  const body =
    operators.length === 0
      ? html`<p>None: every operator of the network is in these figures.</p>
`
      : html`<p>These operators were read and have no cost model; the figures leave them out.</p>
${table(
  [
    { title: 'Operator', cell: (one: UncostedOperator) => one.operator },
    { title: 'Node', cell: (one) => one.node },
    { title: 'Reason', cell: (one) => one.reason },
  ],
  operators,
)}`;
  return html`<section id="uncosted">
<h2>Operators not costed</h2>
${body}</section>
`;
}

/** What the figures rest on; why, and how much it may matter, stands in docs/assumptions.md. */
export function assumptionSection(assumptions: RunResult['assumptions']): Markup {
  const items = assumptions.map((one) => html`<li><strong>${one.id}</strong> ${one.text}</li>\n`);
  return html`<section id="assumptions">
<h2>Assumptions used</h2>
${items.length === 0 ? html`<p>None are recorded.</p>` : html`<ul>${items}</ul>`}
</section>
`;
}

function warnings(issues: readonly Issue[]): Markup {
  const items = issues.map((issue) => html`<li><strong>${issue.code}</strong> ${issue.message}${place(issue)}</li>\n`);
  return html`<section id="warnings">
<h2>Warnings</h2>
${items.length === 0 ? html`<p>None.</p>` : html`<ul>${items}</ul>`}
</section>
`;
}

function place(issue: Issue): Markup {
  const position = [issue.file, issue.line, issue.column].filter((part) => part !== undefined).join(':');
  const details = [
    position,
    issue.path,
    issue.found === undefined ? undefined : `found ${issue.found}`,
    issue.accepted === undefined ? undefined : `accepted: ${issue.accepted}`,
    issue.hint,
  ].filter((part) => part !== undefined && part !== '');
  return details.length === 0 ? html`` : html` <span class="faint">${details.join(' · ')}</span>`;
}
