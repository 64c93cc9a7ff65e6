using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>
/// Unknown members are refused in requests, so schemas are closed. What is only ever answered stays open:
/// a later version may add a member.
/// </summary>
internal static class OpenSchemas
{
    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        var written = new HashSet<string>();
        var bodies = from path in document.Paths.Values
                     from operation in path.Operations!.Values
                     from content in operation.RequestBody?.Content?.Values ?? []
                     select content.Schema;
        foreach (var schema in bodies)
        {
            Collect(schema, written);
        }

        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (!written.Contains(name) && schema is OpenApiSchema own)
            {
                Open(own);
            }
        }

        return Task.CompletedTask;
    }

    private static void Open(OpenApiSchema schema)
    {
        schema.AdditionalPropertiesAllowed = true;
        foreach (var part in PartsOf(schema).OfType<OpenApiSchema>())
        {
            Open(part);
        }
    }

    private static void Collect(IOpenApiSchema? schema, HashSet<string> names)
    {
        if (schema is null || schema is OpenApiSchemaReference { Reference.Id: { } id } && !names.Add(id))
        {
            return;
        }

        foreach (var part in PartsOf(schema))
        {
            Collect(part, names);
        }
    }

    private static IEnumerable<IOpenApiSchema?> PartsOf(IOpenApiSchema schema) =>
    [
        .. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AnyOf ?? [], .. schema.AllOf ?? [],
        schema.Items, schema.AdditionalProperties,
    ];
}
