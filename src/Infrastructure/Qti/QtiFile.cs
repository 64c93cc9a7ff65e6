namespace Cesuur.Infrastructure.Qti;

/// <summary>A file of a package that is written.</summary>
/// <param name="Href">Its address as the document has it.</param>
/// <param name="ContentType">Such as <c>audio/mpeg</c>.</param>
public sealed record QtiFile(string Href, string ContentType);
