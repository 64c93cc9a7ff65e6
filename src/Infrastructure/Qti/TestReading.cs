using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>What an assessment test came to, before its items are read.</summary>
internal sealed record TestReading
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    public int? DurationSeconds { get; init; }

    public string? Instructions { get; init; }

    public required IReadOnlyList<KeptXml> Kept { get; init; }

    public required IReadOnlyList<SectionReading> Sections { get; init; }
}

/// <summary>A section without its items, and where these are.</summary>
internal sealed record SectionReading(Section Section, IReadOnlyList<ItemReference> Items);

/// <summary>An item of a section. <paramref name="File"/> is its name in the package.</summary>
internal sealed record ItemReference(XElement Element, string Identifier, string File, int? TimeLimitSeconds);
