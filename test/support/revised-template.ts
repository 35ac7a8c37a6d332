import type { StackTemplate, TemplateResource } from '../../local/template.ts';

/** The template with other properties of some resources; undefined leaves a resource out. */
export const revisedTemplate = (
  template: StackTemplate,
  revise: (resource: TemplateResource) => TemplateResource['properties'] | undefined,
): StackTemplate => ({
  ...template,
  ofType: (type) =>
    template.ofType(type).flatMap((resource) => {
      const properties = revise(resource);
      return properties ? [{ ...resource, properties }] : [];
    }),
});

type RawStatement = Readonly<Record<string, unknown>>;

/** The template with other statements in the policies whose logical ids begin with `name`. */
export const withStatements = (
  template: StackTemplate,
  name: string,
  revise: (statement: RawStatement) => RawStatement | undefined,
): StackTemplate =>
  revisedTemplate(template, ({ logicalId, properties }) => {
    const document = properties['PolicyDocument'] as { readonly Statement: readonly RawStatement[] } | undefined;
    if (!document || !logicalId.startsWith(name)) return properties;
    const Statement = document.Statement.flatMap((statement) => revise(statement) ?? []);
    return { ...properties, PolicyDocument: { ...document, Statement } };
  });

/** The same without an action, wherever it stands. */
export const withoutAction = (template: StackTemplate, name: string, action: string): StackTemplate =>
  withStatements(template, name, (statement) => {
    const left = [statement['Action']].flat().filter((each) => each !== action);
    return left.length === 0 ? undefined : { ...statement, Action: left };
  });
