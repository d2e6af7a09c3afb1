/** Entry of the capture child process. The journal thread's entry lies beside it in the build. */
import { fromCaptureSchema, toCaptureSchema } from '../shared/capture-protocol.ts';
import { trustInheritedAuthorities } from '../engine/network/authorities.ts';
import { CaptureChild } from './capture-child.ts';
import { openParentPort } from './parent-port.ts';
import { preferThisProcess } from './priority.ts';

preferThisProcess();
trustInheritedAuthorities();
const port = openParentPort(toCaptureSchema, fromCaptureSchema);
new CaptureChild(port, new URL('./journal-thread.js', import.meta.url)).run();
