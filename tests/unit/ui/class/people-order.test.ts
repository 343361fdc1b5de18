import { describe, expect, it } from 'vitest';
import type { Person } from '../../../../src/classroom/class-state.ts';
import { inOrder } from '../../../../src/ui/class/people-order.ts';

function person(name: string, role: Person['role'], present: boolean): Person {
  return {
    id: name as Person['id'],
    name,
    role,
    present,
    self: false,
    upToDate: false,
    roles: [],
    removable: false,
    named: false,
    namable: false,
    nameTwice: false,
    devices: [],
    deviceOf: null,
    linkable: 'no',
  };
}

describe('inOrder', () => {
  it('puts who is here first, teachers before students, then by name', () => {
    const people = [
      person('Zoe', 'student', true),
      person('Owner', 'owner', false),
      person('Ana', 'student', true),
      person('Teacher', 'teacher', true),
    ];
    expect(inOrder(people).map(({ name }) => name)).toEqual(['Teacher', 'Ana', 'Zoe', 'Owner']);
  });
});
