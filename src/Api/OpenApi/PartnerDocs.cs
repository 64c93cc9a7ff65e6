using Cesuur.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>The header by which a partner says for whom it works: every route of an organisation takes it.</summary>
internal static class PartnerDocs
{
    public const string Parameter = "Organisation";

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Components!.Parameters = new Dictionary<string, IOpenApiParameter>
        {
            [Parameter] = new OpenApiParameter
            {
                Name = PartnerAccess.Header,
                In = ParameterLocation.Header,
                Description = "With a partner's key: the organisation to work for, which has granted the partner access. Without meaning for every other credential.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 40 },
            },
        };
        return Task.CompletedTask;
    }

    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Access>().Single() is { Kind: AccessKind.Organisation, Permission: not null })
        {
            operation.Parameters!.Add(new OpenApiParameterReference(Parameter, context.Document));
        }

        return Task.CompletedTask;
    }
}
