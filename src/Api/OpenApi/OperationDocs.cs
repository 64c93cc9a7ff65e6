using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Partners;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>What an operation's document says beyond its types: derived from the metadata that its endpoint carries anyway.</summary>
internal static class OperationDocs
{
    private const string MergePatchType = "application/merge-patch+json";

    public static async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var access = metadata.OfType<Access>().Single();
        var handler = metadata.OfType<MethodInfo>().Single();
        Describe(operation, handler.DeclaringType!, access, document);
        AddHeaderParameters(operation, context.Description.HttpMethod!, access, metadata);
        if (metadata.OfType<PatchBody>().SingleOrDefault() is { } patch)
        {
            operation.RequestBody = await PatchOfAsync(patch.Type, context, cancel);
        }

        operation.Responses ??= [];
        if (metadata.OfType<FileFormats>().SingleOrDefault() is { } formats)
        {
            foreach (var type in formats.ContentTypes)
            {
                operation.Responses["200"].Content![type] = FileContent();
            }
        }
        else if (AnswersFile(handler.ReturnType))
        {
            operation.Responses["200"] = File();
        }

        if (metadata.OfType<EventTypesOf>().SingleOrDefault() is { } stream)
        {
            await EventStreamDocs.DescribeAsync(operation, stream, document, context, cancel);
        }

        foreach (var response in operation.Responses.Values.OfType<OpenApiResponse>())
        {
            response.Headers = Headers(document, ApiDocument.RequestIdHeader);
        }

        await AddProblemsAsync(operation, ErrorsOf(operation, access, metadata), document, context, cancel);
    }

    private static void Describe(OpenApiOperation operation, Type endpoint, Access access, OpenApiDocument document)
    {
        var summary = EndpointSummaries.Of(endpoint);
        var end = summary.IndexOf(". ", StringComparison.Ordinal);
        operation.Summary = (end < 0 ? summary : summary[..end]).TrimEnd('.');
        var needs = access switch
        {
            { Kind: AccessKind.Anonymous } => "Needs no credential.",
            { Kind: AccessKind.Candidate } => "Needs a candidate's sitting token.",
            { Kind: AccessKind.Partner } => "Needs a partner's key.",
            { Permission: { } permission } => $"Needs the scope `{permission.Name}`.",
            _ => "Needs a user's access token.",
        };
        operation.Description = (end < 0 ? "" : summary[(end + 2)..] + "\n\n") + needs;
        operation.Security = access.Kind == AccessKind.Anonymous
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiDocument.BearerScheme, document)] = [] }];
    }

    private static void AddHeaderParameters(OpenApiOperation operation, string method, Access access, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.In != ParameterLocation.Header))
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!); // those of [AsParameters] come as properties
        }

        if (HttpMethods.IsPost(method) && IdempotencyMiddleware.IsIdempotent(access, metadata))
        {
            operation.Parameters.Add(Header("Idempotency-Key", 255,
                "Makes a repetition harmless: the same key with the same request gets the first answer again, for 24 hours."));
        }

        if (metadata.OfType<Failures>().Any(failures => failures.Errors.Contains(HttpErrors.Stale)))
        {
            operation.Parameters.Add(Header(ETagDocs.IfMatch, 200,
                "The `ETag` of what was read; the change is refused when the resource has changed since."));
        }
    }

    private static OpenApiParameter Header(string name, int maxLength, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxLength },
    };

    /// <summary>Any part of the whole: nothing is required, and null unsets what may be absent.</summary>
    private static async Task<OpenApiRequestBody> PatchOfAsync(Type whole, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var name = whole.Name.Replace("Request", "Patch", StringComparison.Ordinal);
        if (context.Document!.Components?.Schemas?.ContainsKey(name) != true)
        {
            var schema = await context.GetOrCreateSchemaAsync(whole, null, cancel);
            schema.Required = null;
            schema.Metadata?.Remove("x-schema-id"); // or it is taken for the whole, and replaced by a reference to it
            context.Document.AddComponent(name, schema);
        }

        var reference = new OpenApiSchemaReference(name, context.Document);
        return new OpenApiRequestBody
        {
            Required = true,
            Description = "JSON merge patch (RFC 7396): what is absent stays, null unsets, the rest replaces.",
            Content = new Dictionary<string, OpenApiMediaType> { [MergePatchType] = new() { Schema = reference } },
        };
    }

    private static IEnumerable<DomainError> ErrorsOf(OpenApiOperation operation, Access access, IList<object> metadata)
    {
        IEnumerable<DomainError> errors = metadata.OfType<Failures>().SelectMany(failures => failures.Errors);
        if (access.Kind != AccessKind.Anonymous)
        {
            errors = errors.Append(HttpErrors.Unauthenticated);
        }

        if (access.Kind is AccessKind.Organisation or AccessKind.Operator or AccessKind.Partner)
        {
            errors = errors.Append(HttpErrors.InsufficientScope);
        }

        if (access.Kind == AccessKind.Organisation)
        {
            errors = errors.Append(LicensingErrors.OrganisationSuspended);
        }

        if (access is { Kind: AccessKind.Organisation, Permission: not null })
        {
            errors = errors.Concat([PartnerErrors.OrganisationHeaderNeeded, PartnerErrors.NoGrant]);
        }

        if (operation.RequestBody is not null)
        {
            errors = errors.Concat([HttpErrors.MalformedJson, HttpErrors.Invalid]);
        }

        if (operation.Parameters!.Any(parameter => parameter.Name == "Idempotency-Key"))
        {
            errors = errors.Concat([HttpErrors.IdempotencyInProgress, HttpErrors.IdempotencyKeyReused]);
        }

        return errors.Concat([HttpErrors.TooManyRequests, HttpErrors.Internal, HttpErrors.DatabaseUnavailable]).Distinct();
    }

    private static async Task AddProblemsAsync(
        OpenApiOperation operation, IEnumerable<DomainError> errors, OpenApiDocument document,
        OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (document.Components?.Schemas?.ContainsKey(nameof(Problem)) != true)
        {
            var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancel);
            document.AddComponent(nameof(ProblemDetail), await context.GetOrCreateSchemaAsync(typeof(ProblemDetail), null, cancel));
            ((OpenApiSchema)problem.Properties!["errors"]).Items = new OpenApiSchemaReference(nameof(ProblemDetail), document);
            document.AddComponent(nameof(Problem), problem);
        }

        foreach (var group in errors.GroupBy(error => Problems.StatusOf(error.Kind)).OrderBy(group => group.Key))
        {
            operation.Responses![group.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join("\n", group.Select(error => $"- `{error.Code}`: {error.Title}.")),
                Headers = group.Key is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
                    ? Headers(document, ApiDocument.RequestIdHeader, ApiDocument.RetryAfterHeader)
                    : Headers(document, ApiDocument.RequestIdHeader),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
                },
            };
        }
    }

    private static Dictionary<string, IOpenApiHeader> Headers(OpenApiDocument document, params string[] names) =>
        names.ToDictionary(name => name, name => (IOpenApiHeader)new OpenApiHeaderReference(name, document));

    private static bool AnswersFile(Type returned) =>
        returned == typeof(FileStreamHttpResult) || returned == typeof(FileContentHttpResult) || returned == typeof(PhysicalFileHttpResult)
        || returned.IsGenericType && returned.GenericTypeArguments.Any(AnswersFile);

    private static OpenApiResponse File() => new()
    {
        Description = "The file.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = FileContent() },
    };

    private static OpenApiMediaType FileContent() => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
}
