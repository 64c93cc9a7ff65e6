using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>A path of which one method takes <c>If-Match</c> answers with the <c>ETag</c> to give it.</summary>
internal static class ETagDocs
{
    public const string IfMatch = "If-Match";

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        var responses =
            from path in document.Paths.Values
            where path.Operations!.Values.Any(operation => operation.Parameters?.Any(parameter => parameter.Name == IfMatch) == true)
            from operation in path.Operations!
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
}
