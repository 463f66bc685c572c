import type { RunResult } from '../cost/result.ts';
import { againSection, seedsOf } from './html/again.ts';
import { answerSection } from './html/answer.ts';
import { caveatSections } from './html/caveats.ts';
import { areaSection, breakdownSection, sourceSection } from './html/components.ts';
import { html } from './html/escape.ts';
import { layerSection, stallSection } from './html/layers.ts';
import { mappingSection } from './html/mappings.ts';
import { page } from './html/page.ts';
import { zerosSection } from './html/zeros.ts';
import type { RenderedChart } from './render.ts';

/** The page of one run; see `page` for what it needs. */
export function renderHtml(
  result: RunResult,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const main = html`${layerSection(result)}${breakdownSection(result)}${zerosSection(result)}${stallSection(result)}${mappingSection(result)}${areaSection(result)}${caveatSections(result)}${sourceSection(result)}${againSection(result, seedsOf([result]))}`;
  const chartTitle = 'Where the energy, the time and the area go';
  return page({ title: result.title, header: answerSection(result), main, charts, chartTitle }, vegaScript);
}
