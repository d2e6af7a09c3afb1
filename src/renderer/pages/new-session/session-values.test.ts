import { expect, test } from 'vitest';
import { newSessionSchema } from '../../../shared/ipc/desk.ts';
import { formProblems } from '../../state/form-problems.ts';
import { emptySession, formOfSession, groupChoices } from './session-values.ts';

const at = Date.UTC(2026, 10, 21, 12);
const device = (name: string, group: string, isOwn = false) => ({
  ...{ id: `${group}-${name}`, comments: '', registeredAt: null },
  ...{ name, group, isOwn },
});

test('a form nobody touched can be sent, with limits left to SyncFlow', () => {
  const form = formOfSession(emptySession('p', at));
  expect(formProblems(newSessionSchema, form)).toEqual({});
  expect(form).toMatchObject({ comments: '', emptyTimeout: null, maxParticipants: null });
  expect(form.name).toMatch(/^Session 21 Nov \d\d:\d\d$/);
});

test('what SyncFlow would choke on is said beside its field', () => {
  const form = formOfSession({
    ...emptySession('p', at),
    name: 'x'.repeat(51),
    comments: 'a|b',
    emptyTimeout: 0,
    maxParticipants: 1.5,
  });
  expect(formProblems(newSessionSchema, form)).toEqual({
    name: 'At most 50 characters',
    comments: 'SyncFlow cannot keep the character | in comments',
    emptyTimeout: 'At least 1 second',
    maxParticipants: 'A whole number',
  });
  expect(formProblems(newSessionSchema, { ...form, name: '  ' })['name']).toBe(
    'The name is missing',
  );
});

test('groups are counted by device, and the recorder itself is nobody to tell', () => {
  const devices = [
    device('b', 'desks'),
    device('a', 'desks'),
    device('a', 'desks'),
    device('own', 'desks', true),
    device('own', 'text-egress', true),
    device('r', 'robots'),
  ];
  expect(groupChoices(devices)).toEqual([
    { group: 'desks', devices: ['a', 'b'] },
    { group: 'robots', devices: ['r'] },
  ]);
});
