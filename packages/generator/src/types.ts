/** The only file that knows openapi-typescript. A replacement has to render `paths`, `components` and a type of each schema. */
import openapiTS, { astToString } from "openapi-typescript";

/** Renders the types of a spec: `paths`, `components`, `webhooks`, and each component schema by its name. */
export async function renderTypes(file: URL): Promise<string> {
  const nodes = await openapiTS(file, {
    alphabetize: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    // A request may omit fields that have a default.
    defaultNonNullable: false,
  });
  return astToString(nodes);
}
