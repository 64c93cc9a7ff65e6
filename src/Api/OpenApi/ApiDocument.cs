using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>The OpenAPI document of version 1, built from the routes once and then kept.</summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    public const string Name = "v1";
    public const string BearerScheme = "bearer";
    public const string RequestIdHeader = "Request-Id";
    public const string RetryAfterHeader = "Retry-After";

    private readonly Lazy<Task<string>> _published = new(async () => await RenderAsync(services, OpenApiSpecVersion.OpenApi3_1));

    /// <summary>OpenAPI 3.1, as it is published.</summary>
    public Task<string> PublishedAsync() => _published.Value;

    /// <summary>The same in OpenAPI 3.0, in the shape that the generators of the SDKs read best.</summary>
    public async Task<string> ForGeneratorsAsync() => GeneratorDocument.Normalise(
        JsonNode.Parse(await RenderAsync(services, OpenApiSpecVersion.OpenApi3_0))!.AsObject());

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = ValueSchemas.ReferenceIdOf;
        options.AddSchemaTransformer(ValueSchemas.TransformAsync);
        options.AddOperationTransformer(OperationDocs.TransformAsync);
        options.AddOperationTransformer(PartnerDocs.TransformAsync);
        options.AddDocumentTransformer(DescribeAsync);
        options.AddDocumentTransformer(PartnerDocs.TransformAsync);
        options.AddDocumentTransformer(ETagDocs.TransformAsync);
        options.AddDocumentTransformer(WebhookDocs.TransformAsync);
        options.AddDocumentTransformer(OpenSchemas.TransformAsync);
    }

    private static async Task<string> RenderAsync(IServiceProvider services, OpenApiSpecVersion version)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync();
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAs(version, new OpenApiJsonWriter(text));
        return text.ToString() + "\n";
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Cesuur",
            Version = "1",
            Description = """
                Puts language tests on, delivers, rates and reports them.

                Every request but the public ones carries `Authorization: Bearer …`: an API key (`csk_live_…`, `csk_test_…`),
                a user's access token, or, on `/v1/delivery`, a candidate's sitting token. The organisation follows from it.
                A partner's key (`csk_partner_…`) names the organisation that it works for in `Cesuur-Organisation`.

                Ids are TypeIDs: a prefix, `_` and 26 characters. Times are RFC 3339 in UTC. Errors are problems (RFC 9457)
                with a stable `code`; `/docs/errors` lists them all. Within this version there are only additions, so a client
                ignores members and enum values that it does not know.
                """.ReplaceLineEndings("\n"),
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The host that serves this document" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, a user's access token, a partner's key, or a candidate's sitting token.",
            },
        };
        document.Components.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [RequestIdHeader] = new OpenApiHeader
            {
                Description = "The request's id; name it when you ask for help.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
            [RetryAfterHeader] = new OpenApiHeader
            {
                Description = "After how many seconds to try again.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            },
        };
        return Task.CompletedTask;
    }
}
