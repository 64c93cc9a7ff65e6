using System.Text.Json.Nodes;
using Cesuur.Api.Credits;
using Cesuur.Api.Delivery;
using Cesuur.Api.Invitations;
using Cesuur.Api.Jobs;
using Cesuur.Api.Licensing;
using Cesuur.Api.Orders;
using Cesuur.Api.People;
using Cesuur.Api.Rating;
using Cesuur.Api.Reports;
using Cesuur.Api.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>Every event with what it carries, as <c>webhooks</c> of the document.</summary>
internal static class WebhookDocs
{
    /// <summary>What each type of event is raised with; a test sees to it that none is left out.</summary>
    private static readonly Dictionary<string, Type> Payloads = new()
    {
        [EventTypes.InvitationCreated] = typeof(InvitationResponse),
        [EventTypes.InvitationDeactivated] = typeof(InvitationResponse),
        [EventTypes.InvitationExpired] = typeof(InvitationResponse),
        [EventTypes.InvitationAbsent] = typeof(InvitationResponse),
        [EventTypes.SittingStarted] = typeof(SittingResponse),
        [EventTypes.SittingSubmitted] = typeof(SittingResponse),
        [EventTypes.SittingTimedOut] = typeof(SittingResponse),
        [EventTypes.SittingTerminated] = typeof(SittingResponse),
        [EventTypes.SittingReopened] = typeof(SittingResponse),
        [EventTypes.RatingFinalised] = typeof(RatingResponse),
        [EventTypes.RatingReopened] = typeof(RatingResponse),
        [EventTypes.ResultGraded] = typeof(ResultResponse),
        [EventTypes.ResultRevised] = typeof(ResultResponse),
        [EventTypes.CreditsRedeemed] = typeof(RedemptionResponse),
        [EventTypes.CreditsSpent] = typeof(CreditsMoved),
        [EventTypes.CreditsRefunded] = typeof(CreditsMoved),
        [EventTypes.OrderPaid] = typeof(OrderResponse),
        [EventTypes.OrderFailed] = typeof(OrderResponse),
        [EventTypes.CreditsLow] = typeof(LowCredits),
        [EventTypes.LicenceActivated] = typeof(LicenceResponse),
        [EventTypes.LicenceExpiring] = typeof(LicenceResponse),
        [EventTypes.LicenceExpired] = typeof(LicenceResponse),
        [EventTypes.CandidateErased] = typeof(CandidateResponse),
        [EventTypes.ReportReady] = typeof(ReportResponse),
        [EventTypes.ImportFinished] = typeof(JobResponse),
    };

    public static async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Webhooks = new Dictionary<string, IOpenApiPathItem>();
        foreach (var type in EventTypes.All.Order(StringComparer.Ordinal))
        {
            var payload = Payloads.GetValueOrDefault(type);
            if (payload is not null && document.Components?.Schemas?.ContainsKey(payload.Name) != true)
            {
                document.AddComponent(payload.Name, await context.GetOrCreateSchemaAsync(payload, null, cancel));
            }

            document.Webhooks[type] = new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Delivery(type, payload, document) },
            };
        }
    }

    private static OpenApiOperation Delivery(string type, Type? payload, OpenApiDocument document) => new()
    {
        OperationId = type,
        Summary = $"The event {type}",
        Description = "Signed after Standard Webhooks; answer 2xx within 20 seconds, or it is sent again.",
        Security = [],
        Parameters =
        [
            Header("webhook-id", "The event's id: the same when it is sent again."),
            Header("webhook-timestamp", "Seconds since 1970, of this attempt."),
            Header("webhook-signature", "`v1,` and the base64 HMAC-SHA256 of id, timestamp and body; several are separated by spaces."),
        ],
        RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "type", "timestamp", "data" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(type)] },
                            ["timestamp"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
                            ["data"] = payload is null
                                ? new OpenApiSchema { Type = JsonSchemaType.Object }
                                : new OpenApiSchemaReference(payload.Name, document),
                        },
                    },
                },
            },
        },
        Responses = new OpenApiResponses { ["2XX"] = new OpenApiResponse { Description = "Received." } },
    };

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = true,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
