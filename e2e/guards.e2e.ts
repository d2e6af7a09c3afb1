/**
 * What the window may not do, wall by wall: where two walls stand behind each other, each is looked at by
 * itself, so that none stands in for another that is gone.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { commandLines } from '../stack/command-lines.ts';
import { expect, test } from './fixtures.ts';
import { RecorderApp } from './support/recorder-app.ts';

let app: RecorderApp;
/** Somebody else's server, and what was asked of it. */
let foreign: Server;
let address: string;
const asked: string[] = [];

test.beforeAll(async ({ place, display }) => {
  foreign = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('here');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
  app = await RecorderApp.launch({ place, display });
  await app.page.waitForLoadState();
});
test.afterAll(async () => {
  await app.close();
  foreign.closeAllConnections();
  foreign.close();
});

/** What the window was made with. Electron means it for tests only, so it is not in its declarations. */
function preferences(): Promise<unknown> {
  return app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (
      contents as { getLastWebPreferences?: () => unknown } | undefined
    )?.getLastWebPreferences?.();
  });
}

test('the page has no Node, and its process no rights', async ({ place }) => {
  const globals = await app.page.evaluate(() => ({
    require: typeof Reflect.get(globalThis, 'require'),
    process: typeof Reflect.get(globalThis, 'process'),
    api: typeof Reflect.get(globalThis, 'recorder'),
  }));
  expect(globals).toEqual({ require: 'undefined', process: 'undefined', api: 'object' });
  expect(await preferences()).toMatchObject({ sandbox: true, nodeIntegration: false });
  // Those of this app: another journey may run beside this one, out of a folder of its own.
  const renderers = commandLines().filter(
    ({ line }) => line.startsWith(place.electron) && line.includes('--type=renderer'),
  );
  expect(renderers.length).toBeGreaterThan(0);
  for (const { line } of renderers) expect(line).not.toContain('--no-sandbox');
});

test('the page cannot reach into the preload', async () => {
  expect(await preferences()).toMatchObject({ contextIsolation: true, webSecurity: true });
  // What the page gets is a copy: it cannot put a function of its own in the place of a verb.
  const replaced = await app.page.evaluate(() => {
    const api = Reflect.get(globalThis, 'recorder') as Record<string, unknown>;
    const before = api['appInfo'];
    try {
      api['appInfo'] = () => 'mine';
    } catch {
      // Frozen.
    }
    return api['appInfo'] !== before;
  });
  expect(replaced).toBe(false);
});

test('the policy comes by header, with a nonce of its own each time', async () => {
  const policies = await app.electron.evaluate(async ({ session }) => {
    const ask = async (): Promise<string> => {
      const answer = await session.defaultSession.fetch('recorder://app/index.html');
      return answer.headers.get('content-security-policy') ?? '';
    };
    return [await ask(), await ask()];
  });
  const [one = '', other = ''] = policies;
  expect(one).toContain("default-src 'none'");
  expect(one).toContain("connect-src 'none'");
  expect(one).not.toBe(other);
});

test('the page cannot make code of text', async () => {
  // In a task of the page's own: what a debugger evaluates is exempt from the policy.
  const outcome = await app.page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(Reflect.construct(Function, ['return 1']));
          } catch (error) {
            resolve(error instanceof Error ? error.name : 'thrown');
          }
        });
      }),
  );
  expect(outcome).toBe('EvalError');
});

test('the page cannot connect, by its own policy', async () => {
  const directive = await app.page.evaluate(
    (foreignAddress) =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          resolve(event.effectiveDirective);
        });
        setTimeout(() => {
          // The session's wall would refuse it as well, a little later and without this event.
          fetch(foreignAddress).then(
            () => {
              resolve('connected');
            },
            () => setTimeout(resolve, 5_000, 'refused by another wall'),
          );
        });
      }),
    address,
  );
  expect(directive).toBe('connect-src');
});

test('the page cannot put markup of text into itself', async () => {
  const outcome = await app.page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>';
      return 'allowed';
    } catch (error) {
      return error instanceof Error ? error.name : 'thrown';
    }
  });
  expect(outcome).toBe('TypeError');
});

test('whatever a window loads, nothing but the page itself is asked for', async () => {
  const failure = await app.electron.evaluate(async ({ BrowserWindow }, foreignAddress) => {
    const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
    try {
      await other.loadURL(foreignAddress);
      return 'loaded';
    } catch (error) {
      return String(error);
    } finally {
      other.destroy();
    }
  }, address);
  expect(failure).toContain('ERR_BLOCKED_BY_CLIENT');
  expect(asked).toEqual([]);
});

test('the page cannot navigate', async () => {
  const prevented = await app.electron.evaluate(async ({ BrowserWindow }, to) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const answer = new Promise((resolve) => {
      // The app's own listener was there before, so it has had its say.
      contents?.once('will-frame-navigate', (details) => {
        resolve(details.defaultPrevented);
      });
    });
    void contents?.executeJavaScript(`window.location.href = '${to}'`);
    return answer;
  }, address);
  expect(prevented).toBe(true);
  expect(app.page.url()).toBe('recorder://app/index.html');
});

test('the page cannot open a window', async () => {
  const opened = await app.page.evaluate((to) => window.open(to) !== null, address);
  expect(opened).toBe(false);
});

test('the page is granted nothing that it asks for', async () => {
  expect(await app.page.evaluate(() => Notification.requestPermission())).toBe('denied');
});

test('the page is told that it has no permission', async () => {
  const states = await app.page.evaluate(async () => {
    const names = ['notifications', 'geolocation'] as const;
    return Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name })).state),
    );
  });
  expect(states).toEqual(['denied', 'denied']);
});

test('the page cannot save a file', async () => {
  const prevented = await app.electron.evaluate(async ({ BrowserWindow, session }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const answer = new Promise((resolve) => {
      session.defaultSession.once('will-download', (event, item) => {
        resolve(event.defaultPrevented);
        item.cancel();
      });
    });
    contents?.downloadURL('data:text/plain,saved');
    return answer;
  });
  expect(prevented).toBe(true);
});

test('another page is not answered, although it has the same verbs', async ({ place }) => {
  const answer = await app.electron.evaluate(
    async ({ BrowserWindow }, preload) => {
      const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true, preload } });
      try {
        await other.loadURL('data:text/html,<p>foreign</p>');
        const asks =
          "recorder.appInfo().then(JSON.stringify, (error) => 'refused: ' + error.message)";
        return String(await other.webContents.executeJavaScript(asks));
      } finally {
        other.destroy();
      }
    },
    join(place.app, 'out', 'preload', 'index.cjs'),
  );
  expect(answer).toContain('a foreign page called the recorder');
});
