/** Draws SVG files to PNG files: `electron <this folder> JOBS.json`, a list of {svg, png, size}. */
import { readFileSync, writeFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron';

app.disableHardwareAcceleration();

/** @param {{ svg: string, png: string, size: number }} job */
async function draw({ svg, png, size }) {
  const window = new BrowserWindow({
    ...{ width: size, height: size, useContentSize: true, frame: false, show: false },
    transparent: true,
    webPreferences: { offscreen: true, sandbox: true },
  });
  const picture = readFileSync(svg, 'base64');
  const style = `html,body{margin:0;overflow:hidden;background:transparent}img{display:block;width:${size}px;height:${size}px}`;
  const page = `<style>${style}</style><img src="data:image/svg+xml;base64,${picture}">`;
  await window.loadURL(`data:text/html,${encodeURIComponent(page)}`);
  await window.webContents.executeJavaScript('document.images[0].decode()');
  const shot = await window.webContents.capturePage({ x: 0, y: 0, width: size, height: size });
  const drawn = shot.getSize();
  if (drawn.width !== size || drawn.height !== size) {
    throw new Error(`${png}: ${drawn.width}x${drawn.height}`);
  }
  writeFileSync(png, shot.toPNG());
  window.destroy();
}

app.on('window-all-closed', () => undefined);
void app.whenReady().then(async () => {
  try {
    for (const job of JSON.parse(readFileSync(process.argv.at(-1), 'utf8'))) await draw(job);
    app.exit(0);
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    app.exit(1);
  }
});
