using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// What a version was when it was published, in 32 bytes: SHA-256 of its content and all that is set for it, as JSON
/// with the members of every object in order of their names, nulls left out, and no space between.
/// </summary>
internal static class ContentHash
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(TestVersion version)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Compact))
        {
            Canonical(JsonSerializer.SerializeToNode(
                new { version.Content, version.Settings, version.CutScore, version.ConversionTable }, Json.Options))!.WriteTo(writer);
        }

        return SHA256.HashData(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .Where(member => member.Value is not null)
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray elements => new JsonArray([.. elements.Select(Canonical)]),
        _ => node?.DeepClone(),
    };
}
