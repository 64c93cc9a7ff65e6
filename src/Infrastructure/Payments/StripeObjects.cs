using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cesuur.Infrastructure.Payments;

// Stripe's objects: the members that are used here, typed, and the rest as it came, so that one that is written
// again is the one that was read. What is text to them stays text, since they add values at will.

/// <summary>What Stripe sends more than is used here.</summary>
public abstract record StripeObject
{
    public required string Id { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>A page on which one thing is paid.</summary>
public sealed record StripeSession : StripeObject
{
    /// <summary><c>open</c>, <c>complete</c>, <c>expired</c>.</summary>
    public string? Status { get; init; }

    /// <summary><c>paid</c>, <c>unpaid</c>, <c>no_payment_required</c>.</summary>
    public required string PaymentStatus { get; init; }

    public string? Url { get; init; }

    /// <summary>In small letters.</summary>
    public string? Currency { get; init; }

    public long? AmountSubtotal { get; init; }

    public long? AmountTotal { get; init; }

    public string? ClientReferenceId { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }

    public StripeReference<StripePaymentIntent>? PaymentIntent { get; init; }
}

public sealed record StripePaymentIntent : StripeObject
{
    public required string Status { get; init; }

    public Dictionary<string, string>? Metadata { get; init; }

    public StripeReference<StripeCharge>? LatestCharge { get; init; }
}

public sealed record StripeCharge : StripeObject
{
    public required long Amount { get; init; }

    public required long AmountRefunded { get; init; }

    public required bool Disputed { get; init; }

    public StripeReference<StripePaymentIntent>? PaymentIntent { get; init; }
}

public sealed record StripeRefund : StripeObject
{
    public required long Amount { get; init; }

    public string? Status { get; init; }

    public StripeReference<StripePaymentIntent>? PaymentIntent { get; init; }
}

public sealed record StripeDispute : StripeObject
{
    public required string Status { get; init; }

    public StripeReference<StripePaymentIntent>? PaymentIntent { get; init; }
}

public sealed record StripeEvent : StripeObject
{
    public required string Type { get; init; }

    public required StripeEventData Data { get; init; }
}

public sealed record StripeEventData
{
    /// <summary>As it was when the event was made, in whatever version the endpoint was set up with.</summary>
    public required JsonElement Object { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>One page of a list.</summary>
internal sealed record StripeList<T>
    where T : StripeObject
{
    public required IReadOnlyList<T> Data { get; init; }

    public required bool HasMore { get; init; }
}

/// <summary>Another object: its id, or all of it where that was asked for.</summary>
public sealed record StripeReference<T>(string Id, T? Expanded)
    where T : StripeObject;

internal sealed class StripeReferenceConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(StripeReference<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GenericTypeArguments))!;

    private sealed class Converter<T> : JsonConverter<StripeReference<T>>
        where T : StripeObject
    {
        public override StripeReference<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new StripeReference<T>(reader.GetString()!, null);
            }

            var expanded = JsonSerializer.Deserialize<T>(ref reader, options)!;
            return new StripeReference<T>(expanded.Id, expanded);
        }

        public override void Write(Utf8JsonWriter writer, StripeReference<T> value, JsonSerializerOptions options)
        {
            if (value.Expanded is null)
            {
                writer.WriteStringValue(value.Id);
            }
            else
            {
                JsonSerializer.Serialize(writer, value.Expanded, options);
            }
        }
    }
}
