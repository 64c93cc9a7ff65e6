using System.Text.Json;
using System.Text.Json.Serialization;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>What a test of ours has and QTI has no place for. It stands in a package as a file of its own, which others ignore.</summary>
public sealed record PackageDetails
{
    public const string FileName = "cesuur.json";

    public required TestDetails Test { get; init; }

    public VersionSettings Settings { get; init; } = new();

    public int? CutScore { get; init; }

    public ConversionTable? ConversionTable { get; init; }

    /// <summary>The titles of its files, by their names in the package.</summary>
    public IReadOnlyDictionary<string, string> MediaTitles { get; init; } = new Dictionary<string, string>();

    private static readonly JsonSerializerOptions Options = new(Json.Options)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="JsonException">It is not what we write.</exception>
    public static PackageDetails Read(ReadOnlySpan<byte> file) => JsonSerializer.Deserialize<PackageDetails>(file, Options) ?? throw new JsonException();
}
