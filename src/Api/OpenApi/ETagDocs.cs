using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>A path that takes <c>If-Match</c>, or one of whose acts does, answers with the <c>ETag</c> to give it.</summary>
internal static class ETagDocs
{
    public const string IfMatch = "If-Match";

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        var responses =
            from path in document.Paths
            where document.Paths.Any(other => (other.Key == path.Key || IsActOn(path.Key, other.Key)) && TakesIfMatch(other.Value))
            from operation in path.Value.Operations!
            where operation.Key == HttpMethod.Get || operation.Key == HttpMethod.Patch || operation.Key == HttpMethod.Put
            from response in operation.Value.Responses!
            where response.Key == "200"
            select response.Value.Headers!;
        foreach (var headers in responses)
        {
            headers["ETag"] = new OpenApiHeader
            {
                Description = "The version of the resource, for `If-Match`.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        return Task.CompletedTask;
    }

    private static bool IsActOn(string path, string act) =>
        act.StartsWith(path + "/", StringComparison.Ordinal) && act.AsSpan(path.Length + 1).IndexOfAny("/{") < 0;

    private static bool TakesIfMatch(IOpenApiPathItem path) =>
        path.Operations!.Values.Any(operation => operation.Parameters?.Any(parameter => parameter.Name == IfMatch) == true);
}
