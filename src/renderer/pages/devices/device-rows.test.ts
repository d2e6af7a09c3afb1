import { expect, test } from 'vitest';
import { devicesByGroup } from './device-rows.ts';

const device = (name: string, group: string, more: { id?: string; comments?: string } = {}) => ({
  id: more.id ?? `${group}-${name}`,
  ...{ name, group, registeredAt: null, isOwn: false },
  comments: more.comments ?? '',
});
const devices = [
  device('tablet-2', 'desks'),
  device('robot', 'floor', { comments: 'the red one' }),
  device('tablet-1', 'desks'),
  device('tablet-1', 'desks', { id: 'again' }),
];

test('groups and names stand in order, and doubles are told', () => {
  const groups = devicesByGroup(devices, '');
  expect(groups.map(({ group }) => group)).toEqual(['desks', 'floor']);
  expect(groups[0]?.devices.map(({ id, isDouble }) => [id, isDouble])).toEqual([
    ['again', true],
    ['desks-tablet-1', true],
    ['desks-tablet-2', false],
  ]);
});

test('the search looks into names, groups and comments, whatever their case', () => {
  const found = (search: string): string[] =>
    devicesByGroup(devices, search).flatMap((group) => group.devices.map(({ name }) => name));
  expect(found('RED')).toEqual(['robot']);
  expect(found(' desk ')).toEqual(['tablet-1', 'tablet-1', 'tablet-2']);
  expect(found('nothing like it')).toEqual([]);
});
