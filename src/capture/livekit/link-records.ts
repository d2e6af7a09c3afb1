import type { LinkRecord } from '../../shared/records.ts';
import type { Intake } from './intake.ts';
import type { AnyLink } from './link-types.ts';

type Ending = Pick<LinkRecord, 'event' | 'reason'>;
type Opening = Pick<LinkRecord, 'event' | 'reason' | 'server' | 'replaces'>;

/** The `link` records of one room (docs/data-format.md). */
export class LinkRecords {
  readonly #intake: Intake;
  /** Duplicates that earlier records have told already. */
  #duplicatesTold = 0;

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  /** @param replaced The link before it, if any. @param reason Why that one is replaced. */
  opened(link: AnyLink, replaced: AnyLink | undefined, reason: string | undefined): void {
    const { server } = link.join ?? {};
    this.#write(link, {
      event: 'open',
      ...(server === undefined || server === '' ? {} : { server }),
      ...(replaced === undefined ? {} : { replaces: replaced.number }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  ended(link: AnyLink, ending: Ending): void {
    const duplicates = this.#intake.duplicates - this.#duplicatesTold;
    this.#duplicatesTold = this.#intake.duplicates;
    this.#write(link, duplicates === 0 ? ending : { ...ending, duplicates });
  }

  #write(link: AnyLink, rest: Opening | (Ending & { readonly duplicates?: number })): void {
    const sid = link.join?.recorderSid;
    this.#intake.event({
      kind: 'link',
      link: link.number,
      recorderIdentity: link.identity,
      ...(sid === undefined ? {} : { recorderSid: sid }),
      ...link.connection,
      ...rest,
    });
  }
}
