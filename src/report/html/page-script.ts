/**
 * Runs in the page after Vega: puts live charts where the still pictures are. Anything that fails leaves the picture. It is
 * text, not a function, because its hash is in the page's security policy and must not depend on how TypeScript was compiled.
 */
export const PAGE_SCRIPT = `
(() => {
  'use strict';
  const NARROWEST = 180;
  const tip = document.createElement('div');
  tip.id = 'tip';
  tip.hidden = true;
  document.body.append(tip);

  function showTip(handler, event, item, value) {
    tip.hidden = value === null || value === undefined || value === '';
    if (tip.hidden) return;
    tip.textContent = typeof value === 'object'
      ? Object.entries(value).map(([name, text]) => name + ': ' + text).join('\\n')
      : String(value);
    const left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
    const above = event.clientY + 18 + tip.offsetHeight > window.innerHeight;
    tip.style.left = Math.max(8, left) + 'px';
    tip.style.top = (above ? event.clientY - tip.offsetHeight - 12 : event.clientY + 18) + 'px';
  }

  async function enliven(holder, spec) {
    const live = document.createElement('div');
    const view = new vega.View(vega.parse(spec, null, { ast: true }), {
      expr: vegaInterpreter, renderer: 'svg', tooltip: showTip, hover: true, logLevel: vega.Error,
    });
    await view.initialize(live).runAsync();
    const beside = Number(live.querySelector('svg').getAttribute('width')) - view.width();
    const fit = () => view.width(Math.max(NARROWEST, Math.floor(holder.clientWidth - beside))).runAsync();
    await fit();
    holder.replaceChildren(live);
    document.dispatchEvent(new CustomEvent('kjoule:chart', { detail: view }));
    let known = holder.clientWidth;
    new ResizeObserver(() => {
      if (holder.clientWidth === known) return;
      known = holder.clientWidth;
      fit();
    }).observe(holder);
  }

  const specs = JSON.parse(document.getElementById('chart-specs').textContent);
  for (const [name, spec] of Object.entries(specs)) {
    const holder = document.getElementById('chart-' + name);
    if (holder) enliven(holder, spec).catch((fault) => console.error(name, fault));
  }

  const unfolded = [];
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details:not([open])')) {
      details.open = true;
      unfolded.push(details);
    }
  });
  addEventListener('afterprint', () => {
    for (const details of unfolded.splice(0)) details.open = false;
  });
})();
`;
