/** Entry of the capture child process. The journal thread's entry lies beside it in the build. */
import { CaptureChild } from './capture-child.ts';
import { openParentPort } from './parent-port.ts';

new CaptureChild(openParentPort(), new URL('./journal-thread.js', import.meta.url)).run();
