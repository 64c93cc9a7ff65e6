namespace Cesuur.Infrastructure.Documents;

/// <summary>Makes a PDF of data with one of the templates.</summary>
public interface IDocumentRenderer
{
    /// <param name="template">A template's name, such as <c>candidate-report</c>; it says which data it wants.</param>
    /// <param name="data">
    /// Written as JSON with camelCase names. Days are shown as they stand in it, so a time comes with the offset of
    /// the organisation's zone.
    /// </param>
    /// <param name="language"><c>nl</c> or <c>en</c>.</param>
    /// <exception cref="DocumentException">This document could not be made; others still can.</exception>
    Task<byte[]> RenderPdfAsync(string template, object data, string language, CancellationToken cancel);
}
