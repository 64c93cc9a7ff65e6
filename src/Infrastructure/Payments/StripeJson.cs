using System.Text.Json;

namespace Cesuur.Infrastructure.Payments;

public static class StripeJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        Converters = { new StripeReferenceConverter() },
    };
}
