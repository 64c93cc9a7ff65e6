using System.Text.Json;
using System.Text.Json.Nodes;
using Cesuur.Domain;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Cesuur.Api.Http;

/// <summary>JSON merge patch (RFC 7396): what is absent stays, null unsets, the rest replaces.</summary>
internal sealed class MergePatch(IOptions<JsonOptions> json)
{
    /// <summary>The state after the patch, as valid as a whole body would have to be.</summary>
    public T Apply<T>(T current, JsonElement patch)
        where T : class
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            throw HttpErrors.Member("", "invalid_value", "A merge patch is an object.");
        }

        var options = json.Value.SerializerOptions;
        var target = Merge(JsonSerializer.SerializeToNode(current, options), JsonNode.Parse(patch.GetRawText()));
        var result = target.Deserialize<T>(options)!;
        var wrong = Validation.Check(result).ToList();
        if (wrong.Count > 0)
        {
            throw new DomainException(HttpErrors.Invalid, errors: wrong);
        }

        return result;
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var merged = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = Merge(merged[name]?.DeepClone(), value);
            }
        }

        return merged;
    }
}

internal static class MergePatchConventions
{
    /// <summary>Documents the body as any part of <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder AcceptsPatchOf<T>(this RouteHandlerBuilder route) => route
        .WithMetadata(new PatchBody(typeof(T)))
        .Accepts<JsonElement>("application/merge-patch+json", "application/json");
}

/// <summary>The type of which a PATCH takes any part, for the API document.</summary>
internal sealed record PatchBody(Type Type);
