import { PyObject } from './value.ts';

class OmitType extends PyObject {
  readonly typeName = '_OmitType';
  repr(): string {
    return '<<Omit>>';
  }
}

/** Ansible's `omit`: a member with this value drops out of its dict or list when a template's result is finalised. */
export const OMIT: PyObject = new OmitType();
