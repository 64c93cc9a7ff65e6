using System.Xml.Linq;

namespace Cesuur.Domain.Catalogue;

/// <summary>What was taken out of a text that came from outside.</summary>
/// <param name="Place">The element, or the one with the attribute.</param>
/// <param name="Code">A word in snake_case: <c>element_removed</c>, <c>file_missing</c>, ….</param>
/// <param name="Detail">What it was.</param>
/// <param name="IsLoss">Whether a reader misses something: a picture, a field; no colour or wrapper.</param>
public sealed record RichTextRemoval(XElement Place, string Code, string Detail, bool IsLoss);
