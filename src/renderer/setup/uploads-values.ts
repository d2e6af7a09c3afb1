/** The uploads part of the set-up form's own values. */
import { numberOf } from './bucket-values.ts';
import { defaultUploadsForm, type UploadsForm } from '../../shared/ipc/upload-settings.ts';

export interface UploadsValues {
  when: UploadsForm['when'];
  concurrency: number | string;
  limited: boolean;
  limitKb: number | string;
  deletes: boolean;
  keepDays: number | string;
}

const FIRST_LIMIT_KB = 1000;
const FIRST_DAYS = 30;

export function uploadsValuesOf(form: UploadsForm | null): UploadsValues {
  const { when, concurrency, limitKb, keepDays } = form ?? defaultUploadsForm;
  return {
    when,
    concurrency,
    limited: limitKb !== null,
    limitKb: limitKb ?? FIRST_LIMIT_KB,
    deletes: keepDays !== null,
    keepDays: keepDays ?? FIRST_DAYS,
  };
}

export function formOfUploads(values: UploadsValues): UploadsForm {
  const { when, concurrency, limited, limitKb, deletes, keepDays } = values;
  return {
    when,
    concurrency: numberOf(concurrency),
    limitKb: limited ? numberOf(limitKb) : null,
    keepDays: deletes ? numberOf(keepDays) : null,
  };
}
