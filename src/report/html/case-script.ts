/**
 * Runs in the page of a sweep, before the charts are made live: a case opens at the click on its mark, and cases are left out by the
 * values of their axes. Text of cases comes from the page's data and is only ever put in as text.
 */
export const CASE_SCRIPT = `
(() => {
  'use strict';
  const { axes, cases } = JSON.parse(document.getElementById('case-data').textContent);
  const views = [];

  function element(name, text, parent) {
    const made = document.createElement(name);
    if (text !== null) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  const panel = element('aside', null, document.body);
  panel.id = 'case';
  panel.hidden = true;
  panel.setAttribute('aria-live', 'polite');
  panel.setAttribute('aria-label', 'the case chosen');

  function close() {
    panel.hidden = true;
    for (const row of document.querySelectorAll('tr.chosen')) row.classList.remove('chosen');
  }

  function list(title, entries) {
    if (entries.length === 0) return;
    element('h4', title, panel);
    const body = element('table', null, panel);
    for (const cells of entries) {
      const row = element('tr', null, body);
      cells.forEach((cell, at) => { element('td', cell, row).className = at === 0 ? '' : 'figure'; });
    }
  }

  function show(at) {
    const chosen = cases.find((each) => each.at === at);
    if (!chosen) return;
    close();
    panel.replaceChildren();
    const button = element('button', 'Close', panel);
    button.type = 'button';
    button.addEventListener('click', close);
    element('h3', chosen.label, panel);
    list('Settings', chosen.settings);
    list('Figures', chosen.figures);
    list('Energy by component', chosen.components);
    for (const warning of chosen.warnings) element('p', warning, panel).className = 'caution';
    const row = document.getElementById('case-' + at);
    if (row) {
      row.classList.add('chosen');
      const link = element('a', 'Go to its row in the table', element('p', null, panel));
      link.href = '#case-' + at;
    }
    panel.hidden = false;
    panel.scrollTop = 0;
  }

  document.addEventListener('kjoule:chart', ({ detail: view }) => {
    views.push(view);
    view.addEventListener('click', (event, item) => {
      if (item && item.datum && typeof item.datum.at === 'number') show(item.datum.at);
    });
    apply();
  });
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') close(); });
  document.getElementById('cases').addEventListener('click', (event) => {
    const link = event.target.closest('a[data-case]');
    if (!link) return;
    event.preventDefault();
    show(Number(link.dataset.case));
  });

  // Per axis: which of its values are wanted. Cases without a value on an axis are held against the others, and stay.
  const wanted = axes.map(({ values }) => values.map(() => true));
  const filter = document.getElementById('filter');
  const state = element('p', null, null);

  function apply() {
    const shown = cases.filter(({ picks }) => picks.every((pick, axis) => pick < 0 || wanted[axis][pick]));
    const places = shown.length === cases.length ? null : shown.map(({ at }) => at);
    for (const view of views) {
      try {
        view.signal('shown', places).runAsync();
      } catch {
        // A chart of one case has nothing to leave out.
      }
    }
    const kept = new Set(shown.map(({ at }) => at));
    for (const { at } of cases) document.getElementById('case-' + at).hidden = !kept.has(at);
    state.textContent = shown.length + ' of ' + cases.length + ' cases shown';
  }

  function choices(axis, at) {
    const group = element('fieldset', null, filter);
    element('legend', axis.name, group);
    axis.values.forEach((value, index) => {
      const label = element('label', null, group);
      const box = element('input', null, label);
      box.type = 'checkbox';
      box.checked = true;
      box.addEventListener('change', () => { wanted[at][index] = box.checked; apply(); });
      label.append(' ' + value);
    });
  }

  function range(axis, at) {
    const group = element('fieldset', null, filter);
    element('legend', axis.name, group);
    const ends = ['from', 'to'].map((name, end) => {
      const label = element('label', name + ' ', group);
      const select = element('select', null, label);
      axis.values.forEach((value, index) => { element('option', value, select).value = index; });
      select.selectedIndex = end === 0 ? 0 : axis.values.length - 1;
      return select;
    });
    for (const select of ends) select.addEventListener('change', () => {
      const [from, to] = ends.map((each) => each.selectedIndex);
      wanted[at] = axis.values.map((_, index) => index >= from && index <= to);
      apply();
    });
  }

  if (cases.length > 1) {
    element('h2', 'Show only', filter);
    axes.forEach((axis, at) => { if (axis.values.length > 1) (axis.values.length > 12 ? range : choices)(axis, at); });
    filter.append(state);
    filter.hidden = false;
    apply();
  }

  const start = /^#case-(\\d+)$/.exec(location.hash);
  if (start) show(Number(start[1]));
})();
`;
