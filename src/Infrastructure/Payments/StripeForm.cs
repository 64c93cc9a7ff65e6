using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cesuur.Infrastructure.Payments;

/// <summary>Parameters as Stripe reads them: form fields whose brackets tell the members of objects and lists.</summary>
internal static class StripeForm
{
    private static readonly JsonSerializerOptions Options =
        new(StripeJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>What is null is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(object parameters) =>
        Flatten("", JsonSerializer.SerializeToElement(parameters, parameters.GetType(), Options));

    private static IEnumerable<KeyValuePair<string, string>> Flatten(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Flatten(name.Length == 0 ? member.Name : $"{name}[{member.Name}]", member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((element, index) => Flatten($"{name}[{index}]", element)),
        JsonValueKind.String => [KeyValuePair.Create(name, value.GetString()!)],
        _ => [KeyValuePair.Create(name, value.GetRawText())],
    };
}
