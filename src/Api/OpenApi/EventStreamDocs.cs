using Cesuur.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>Describes a stream of server-sent events: its media type, and by name the schema of the data of each type of event.</summary>
internal static class EventStreamDocs
{
    public const string MediaType = "text/event-stream";

    public static async Task DescribeAsync(
        OpenApiOperation operation, EventTypesOf stream, OpenApiDocument document, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        foreach (var (_, data) in stream.Events.Where(one => document.Components?.Schemas?.ContainsKey(one.Data.Name) != true))
        {
            document.AddComponent(data.Name, await context.GetOrCreateSchemaAsync(data, null, cancel));
        }

        var response = (OpenApiResponse)operation.Responses!["200"];
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        response.Content[MediaType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        response.Description = "Server-sent events. The data of each is JSON in one line:\n\n"
            + string.Join('\n', stream.Events.Select(one => $"- `{one.Type}`: `#/components/schemas/{one.Data.Name}`"));
    }
}
