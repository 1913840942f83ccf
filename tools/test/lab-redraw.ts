import type { launchBrowser } from '../../packages/report/test/browser.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** Seconds of CPU that all processes of pages have used. */
export async function pageCpu(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Moves the slider of beta so often, each time until its fan is drawn. */
export const REDRAW = `async (moves) => {
  const knob = [...document.querySelectorAll('.knob')].find((one) => one.textContent.startsWith('beta'));
  const slider = knob.querySelector('[type=range]');
  const drawn = () => performance.getEntriesByName('lab-draw').length;
  for (let move = 1; move <= moves; move += 1) {
    const before = drawn();
    slider.value = 0.2 + 0.002 * (move % 90);
    slider.dispatchEvent(new Event('input'));
    while (drawn() === before) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}`;
