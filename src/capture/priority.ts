import { constants, setPriority } from 'node:os';

/**
 * Asks the system to prefer this process where others want the processor: an upload or an export at full
 * speed beside it would otherwise hold up what arrives. Windows grants it to everybody; Linux and macOS
 * to root, or who else may; where it is refused all stays as it is.
 * On Linux it holds for the calling thread and those that it starts afterwards, so it comes first.
 *
 * @returns whether it was granted
 */
export function preferThisProcess(): boolean {
  try {
    setPriority(constants.priority.PRIORITY_ABOVE_NORMAL);
    return true;
  } catch {
    return false;
  }
}
