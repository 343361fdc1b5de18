import type {
  CustomValidator,
  ErrorSchema,
  ErrorTransformer,
  RJSFSchema,
  RJSFValidationError,
  UiSchema,
  ValidationData,
  ValidatorType,
} from '@rjsf/utils';
import { violations, type SchemaViolation } from '../settings/json-schema.ts';

/**
 * The form library's validator, in place of `@rjsf/validator-ajv8`: schemas are interpreted, not compiled,
 * so that the settings editor works under a policy without 'unsafe-eval'.
 */
const validator: ValidatorType = {
  validateFormData(
    formData: unknown,
    schema: RJSFSchema,
    _customValidate?: CustomValidator,
    transformErrors?: ErrorTransformer,
    uiSchema?: UiSchema,
  ): ValidationData<unknown> {
    const plain = violations(schema, formData).map(asFormError);
    const errors = transformErrors ? transformErrors(plain, uiSchema) : plain;
    return { errors, errorSchema: asErrorSchema(errors) };
  },
  toErrorList(errorSchema?: ErrorSchema, fieldPath: string[] = []): RJSFValidationError[] {
    return errorList(errorSchema, fieldPath);
  },
  isValid(schema: RJSFSchema, formData: unknown, rootSchema: RJSFSchema): boolean {
    return violations(schema, formData, rootSchema).length === 0;
  },
  rawValidation(schema: RJSFSchema, formData?: unknown) {
    return { errors: violations(schema, formData).map(asFormError) as never[] };
  },
};
export default validator;

function asFormError({ path, keyword, message, params }: SchemaViolation): RJSFValidationError {
  const property = path.map((part) => `.${part}`).join('');
  return {
    name: keyword,
    message,
    params,
    property,
    stack: `${property} ${message}`.trim(),
    schemaPath: '',
  };
}

function asErrorSchema(errors: readonly RJSFValidationError[]): ErrorSchema {
  const root: ErrorSchema = {};
  for (const { property, message } of errors) {
    let node = root as Record<string, ErrorSchema> & ErrorSchema;
    for (const part of (property ?? '').split('.').filter(Boolean)) {
      node = (node[part] ??= {}) as typeof node;
    }
    node.__errors = [...(node.__errors ?? []), message ?? ''];
  }
  return root;
}

function errorList(node: ErrorSchema | undefined, path: readonly string[]): RJSFValidationError[] {
  if (!node) return [];
  const own = (node.__errors ?? []).map((message) => ({
    property: `.${path.join('.')}`,
    message,
    stack: `.${path.join('.')} ${message}`,
  }));
  const nested = Object.entries(node).filter(([name]) => name !== '__errors');
  return [
    ...own,
    ...nested.flatMap(([name, member]) => errorList(member as ErrorSchema, [...path, name])),
  ];
}
